import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Comment } from '../../../src/contract/comments.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { Check } from '../../../src/contract/pull-request.ts';
import { client } from './client.ts';

const checksAndReviewsFreshMs = 15_000;
const timelinePageSize = 50;

/** Fetched when a person opens the checks, and again when the counts change. */
export function checksQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return queryOptions({
    queryKey: ['checks', chatId, origin, branch, status.url, status.head_sha, status.checks],
    queryFn: () => client.listChecks(chatId, { origin, branch }),
    staleTime: checksAndReviewsFreshMs,
    gcTime: 60_000,
  });
}

/** Fetched when a person opens the log of a check; that of a finished run stays the same. */
export function logQuery(status: DiffStatus, check: Check, offset: number | undefined) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  const range = offset === undefined ? {} : { offset };
  const run = [check.state, check.started_at, check.completed_at];
  return queryOptions({
    queryKey: ['log', chatId, origin, branch, status.head_sha, check.id, ...run, offset],
    queryFn: () => client.getCheckLog(chatId, check.id, { origin, branch, ...range }),
    staleTime: check.state === 'pending' ? checksAndReviewsFreshMs : Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** Fetched when a person opens the reviews, and again when the review state changes. */
export function reviewsQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  const version = [
    status.approved,
    status.changes_requested,
    status.reviewer_count,
    status.review_decision,
    status.requested_reviewers,
    status.unresolved_threads,
  ];
  return queryOptions({
    queryKey: ['reviews', chatId, origin, branch, status.url, ...version],
    queryFn: () => client.listReviews(chatId, { origin, branch }),
    staleTime: checksAndReviewsFreshMs,
    gcTime: 60_000,
  });
}

/** Fetched when a person opens the description, and again when the pull request changes. */
export function descriptionQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  const version = [status.pull_request_title, status.pull_request_changed_at];
  return queryOptions({
    queryKey: ['description', chatId, origin, branch, status.url, ...version],
    queryFn: async () => (await client.getPullRequestText(chatId, { origin, branch })).pull_request,
    staleTime: checksAndReviewsFreshMs,
    gcTime: 60_000,
  });
}

/** Fetched when a person opens the commits, and again for another head. */
export function commitsQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return queryOptions({
    queryKey: ['commits', chatId, origin, branch, status.url, status.head_sha],
    queryFn: () => client.listCommits(chatId, { origin, branch }),
    staleTime: 60_000,
    gcTime: 60_000,
  });
}

/** The timeline of one tracked branch, newest first; older pages on request. */
export function timelineQuery(status: DiffStatus) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return infiniteQueryOptions({
    queryKey: ['timeline', chatId, origin, branch],
    queryFn: ({ pageParam }) =>
      client.getTimeline(chatId, {
        origin,
        branch,
        limit: timelinePageSize,
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor: cursor }) => cursor,
    gcTime: 60_000,
  });
}

/** Changes whenever the timeline may have a new entry. */
export function toTimelineVersion(status: DiffStatus): string {
  return [status.revision, status.refreshed_at, status.failure?.kind].join(' ');
}

interface Branch {
  chatId: string;
  origin: string;
  branch: string;
}

/** Fetched once; events invalidate it. */
export function commentsQuery({ chatId, origin, branch }: Branch) {
  return queryOptions({
    queryKey: ['comments', chatId, origin, branch],
    queryFn: async (): Promise<readonly Comment[]> =>
      (await client.listComments(chatId, { origin, branch })).comments,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 300_000,
  });
}

/** Shows a sent comment at once. */
export function adoptComment(queryClient: QueryClient, branch: Branch, comment: Comment): void {
  const { queryKey } = commentsQuery(branch);
  queryClient.setQueryData(queryKey, (known) => known && withComment(known, comment));
}

function withComment(known: readonly Comment[], comment: Comment): readonly Comment[] {
  const at = known.findIndex(({ id }) => id === comment.id);
  return at === -1 ? [...known, comment] : known.with(at, comment);
}
