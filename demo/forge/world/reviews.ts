import type { Account, PullRequest, Review, ReviewThread, ThreadReply } from './records.ts';
import { announce, markUpdated, takeId, type World } from './world.ts';

/** A review to be submitted. */
export interface NewReview {
  author: Account;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  body: string;
}

/** Submits a review of the pull request's current head. */
export function submitReview(world: World, pullRequest: PullRequest, wanted: NewReview): Review {
  const review: Review = {
    ...wanted,
    id: takeId(world),
    commit: pullRequest.headSha,
    submittedAt: takeInstant(world, pullRequest),
  };
  pullRequest.reviews.push(review);
  pullRequest.requestedReviewers.delete(wanted.author);
  markUpdated(world, pullRequest);
  announce(world, { kind: 'review', action: 'submitted', pullRequest, review });
  return review;
}

/** Reviews are ordered by their instants, so none is earlier than the one before it, even if the clock was put back. */
function takeInstant(world: World, { reviews }: PullRequest): Date {
  const now = world.now();
  const last = reviews.at(-1)?.submittedAt ?? now;
  return last > now ? last : now;
}

/** Dismisses a review. It stays in the list, without its verdict. */
export function dismissReview(
  world: World,
  pullRequest: PullRequest,
  review: Review,
  message: string,
): void {
  review.state = 'DISMISSED';
  review.body = message === '' ? review.body : message;
  markUpdated(world, pullRequest);
  announce(world, { kind: 'review', action: 'dismissed', pullRequest, review });
}

/** The review with this id. */
export function findReview(pullRequest: PullRequest, id: number): Review | undefined {
  return pullRequest.reviews.find((review) => review.id === id);
}

/** The last review with a verdict, per reviewer. */
export function listLatestVerdicts(pullRequest: PullRequest): Review[] {
  const latest = new Map<string, Review>();
  for (const review of pullRequest.reviews) {
    if (review.state !== 'COMMENTED') latest.set(review.author.login.toLowerCase(), review);
  }
  return [...latest.values()];
}

/** Requested reviewers: accounts, and teams by their slug. */
interface WantedReviewers {
  accounts?: readonly Account[];
  teams?: readonly string[];
}

/** Requests reviews that are not requested yet. */
export function requestReview(world: World, pullRequest: PullRequest, wanted: WantedReviewers) {
  const { accounts = [], teams = [] } = wanted;
  const action = 'review_requested';
  for (const reviewer of accounts) {
    if (pullRequest.requestedReviewers.has(reviewer)) continue;
    pullRequest.requestedReviewers.add(reviewer);
    markUpdated(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, details: { reviewer } });
  }
  for (const team of teams) {
    if (pullRequest.requestedTeams.has(team)) continue;
    pullRequest.requestedTeams.add(team);
    markUpdated(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, details: { team } });
  }
}

/** Removes requests for reviews. */
export function unrequestReview(world: World, pullRequest: PullRequest, wanted: WantedReviewers) {
  const { accounts = [], teams = [] } = wanted;
  const action = 'review_request_removed';
  for (const reviewer of accounts) {
    if (!pullRequest.requestedReviewers.delete(reviewer)) continue;
    markUpdated(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, details: { reviewer } });
  }
  for (const team of teams) {
    if (!pullRequest.requestedTeams.delete(team)) continue;
    markUpdated(world, pullRequest);
    announce(world, { kind: 'pull_request', action, pullRequest, details: { team } });
  }
}

/** A thread to open. It defaults to the first line of the head. */
type NewReviewThread = Pick<ReviewThread, 'author' | 'body' | 'path'> &
  Partial<Pick<ReviewThread, 'line' | 'side' | 'startLine' | 'hunk' | 'commit' | 'reviewId'>>;

/** Opens a thread. */
export function openThread(
  world: World,
  pullRequest: PullRequest,
  wanted: NewReviewThread,
): ReviewThread {
  const thread: ReviewThread = {
    line: 1,
    side: 'RIGHT',
    startLine: null,
    hunk: '',
    commit: pullRequest.headSha,
    reviewId: null,
    ...wanted,
    id: takeId(world),
    createdAt: world.now(),
    replies: [],
    resolvedBy: undefined,
  };
  pullRequest.threads.push(thread);
  markUpdated(world, pullRequest);
  announce(world, { kind: 'thread', action: 'opened', pullRequest, thread });
  return thread;
}

/** Answers in a thread. */
export function replyToThread(
  world: World,
  pullRequest: PullRequest,
  thread: ReviewThread,
  { author, body }: Pick<ThreadReply, 'author' | 'body'>,
): ThreadReply {
  const reply = { id: takeId(world), author, body, createdAt: world.now() };
  thread.replies.push(reply);
  markUpdated(world, pullRequest);
  return reply;
}

/** Resolves a thread, or reopens it when no account is given. */
export function resolveThread(
  world: World,
  pullRequest: PullRequest,
  thread: ReviewThread,
  by: Account | undefined,
): void {
  if ((thread.resolvedBy === undefined) === (by === undefined)) return;
  thread.resolvedBy = by;
  world.revision += 1;
  const action = by === undefined ? 'unresolved' : 'resolved';
  announce(world, { kind: 'thread', action, pullRequest, thread });
}

/** The thread with this id. */
export function findThread(pullRequest: PullRequest, id: number): ReviewThread | undefined {
  return pullRequest.threads.find((thread) => thread.id === id);
}
