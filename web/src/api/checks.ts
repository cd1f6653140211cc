import { queryOptions } from '@tanstack/react-query';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { client } from './client.ts';

const freshMs = 15_000;

/** The server asks the forge for it: read when a person wants it, and again when counts moved. */
export function checksQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return queryOptions({
    queryKey: ['checks', chatId, origin, branch, status.url, status.head_sha, status.checks],
    queryFn: () => client.listChecks(chatId, { origin, branch }),
    staleTime: freshMs,
    gcTime: 60_000,
  });
}
