import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { client } from './client.ts';

/** Read again when the branch has moved; until then the diff of before stays in view. */
export function diffQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  const version = [status.head_sha, status.url, status.head_sha ?? status.reported_at];
  return queryOptions({
    queryKey: ['diff', chatId, origin, branch, ...version],
    queryFn: () => client.getDiff(chatId, { origin, branch }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
