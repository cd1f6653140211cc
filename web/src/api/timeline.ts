import { infiniteQueryOptions } from '@tanstack/react-query';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { client } from './client.ts';

const pageSize = 50;

/** The entries of one tracked branch, newest first; older ones on request. */
export function timelineQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return infiniteQueryOptions({
    queryKey: ['timeline', chatId, origin, branch],
    queryFn: ({ pageParam }) =>
      client.getTimeline(chatId, {
        origin,
        branch,
        limit: pageSize,
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor,
    gcTime: 60_000,
  });
}

/** Moves whenever something may have been written down. */
export function toTimelineVersion(status: DiffStatus): string {
  return [status.revision, status.refreshed_at, status.failure?.kind].join(' ');
}
