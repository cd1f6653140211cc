import { queryOptions } from '@tanstack/react-query';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { client } from './client.ts';

/** What a diff was asked for: another one may hold other lines. */
export interface DiffVersion {
  url: string | null;
  headSha: string | null;
  /** Of a branch whose head is not known: when it was pushed last. */
  reportedAt: string | null;
}

export function toDiffVersion(status: DiffStatus): DiffVersion {
  const { url, head_sha: headSha, reported_at: reportedAt } = status;
  return { url, headSha, reportedAt: headSha === null ? reportedAt : null };
}

/** Never read again by itself: a reader's diff does not change under their eyes. */
export function diffQuery(status: DiffStatus, version: DiffVersion) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return queryOptions({
    queryKey: ['diff', chatId, origin, branch, version],
    queryFn: () => client.getDiff(chatId, { origin, branch }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
