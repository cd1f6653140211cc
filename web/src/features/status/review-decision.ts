import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Review, ReviewState } from '../../../../src/contract/reviews.ts';
import { messages } from '../../text/messages.ts';
import { hasChangesRequested, isApproved } from './merge-state.ts';

export interface ReviewSummary {
  state: 'changes' | 'approved' | 'asked' | 'commented';
  /** Shown: a decision, or the first who is asked and how many more. */
  short: string;
  /** The whole of it, for a hover. */
  words: string;
}

/** Undefined where nobody reviewed and nobody is asked. */
export function toReviewSummary(status: DiffStatus | null): ReviewSummary | undefined {
  if (status === null || status.pull_request_state === null) return undefined;
  const asked = status.pull_request_state === 'open' ? (status.requested_reviewers ?? []) : [];
  const count = status.reviewer_count ?? 0;
  const state = toState(status, asked.length, count);
  if (state === undefined) return undefined;
  const say = messages.review;
  const decision = state === 'asked' ? '' : say[state];
  const reviewed = count === 0 ? decision : `${messages.reviewers(count)}: ${decision}`;
  return {
    state,
    short: state === 'asked' ? formatAsked(asked) : say.short[state],
    words: [decision && reviewed, asked.length > 0 ? say.askedOf(asked) : '']
      .filter(Boolean)
      .join('; '),
  };
}

function toState(
  status: DiffStatus,
  asked: number,
  count: number,
): ReviewSummary['state'] | undefined {
  if (hasChangesRequested(status)) return 'changes';
  if (isApproved(status)) return 'approved';
  if (asked > 0) return 'asked';
  return count > 0 ? 'commented' : undefined;
}

/** `ada +2` */
function formatAsked([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} ${messages.review.more(others.length)}`;
}

const order: readonly ReviewState[] = [
  'changes_requested',
  'approved',
  'commented',
  'requested',
  'dismissed',
];

/** What stands in the way first, then who decided, then who may still; the latest first. */
export function sortReviews(reviews: readonly Review[]): Review[] {
  return reviews.toSorted(
    (left, right) =>
      order.indexOf(left.state) - order.indexOf(right.state) ||
      (right.submitted_at ?? '').localeCompare(left.submitted_at ?? '') ||
      left.reviewer.localeCompare(right.reviewer, 'en'),
  );
}

/** `approved`, `changes asked`, `waiting`: the short word for where it stands. */
export function formatReview(status: DiffStatus): string {
  const say = messages.chat;
  if (hasChangesRequested(status)) return say.reviewChanges;
  if (isApproved(status)) return say.reviewApproved;
  if (status.review_decision === 'review_required') return say.reviewRequired;
  if ((status.reviewer_count ?? 0) > 0) return say.reviewCommented;
  return status.review_decision === 'none' ? say.reviewOptional : say.reviewWaiting;
}

/** The forge's own verdict as a sentence; what reviewers said where it gave none. */
export function formatVerdict(status: DiffStatus): string {
  const say = messages.reviewList.verdictText;
  if (status.review_decision !== null) return say[status.review_decision];
  if (status.changes_requested) return say.changesBySome;
  return status.approved ? say.approvedBySome : say.unknown;
}

interface ReviewProgress {
  answered: number;
  total: number;
}

/** How many of the people it concerns have answered; undefined where nobody is known. */
export function findReviewProgress(status: DiffStatus): ReviewProgress | undefined {
  const { reviewer_count: answered, requested_reviewers: asked } = status;
  if (answered === null) return undefined;
  const total = answered + (asked?.length ?? 0);
  return total === 0 ? undefined : { answered, total };
}
