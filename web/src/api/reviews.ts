import { queryOptions } from '@tanstack/react-query';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { client } from './client.ts';

const freshMs = 15_000;

/** The server asks the forge for it: read when a person wants it, and again when a word was given. */
export function reviewsQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  const version = [
    status.approved,
    status.changes_requested,
    status.reviewer_count,
    status.review_decision,
    status.requested_reviewers,
  ];
  return queryOptions({
    queryKey: ['reviews', chatId, origin, branch, status.url, ...version],
    queryFn: () => client.listReviews(chatId, { origin, branch }),
    staleTime: freshMs,
    gcTime: 60_000,
  });
}
