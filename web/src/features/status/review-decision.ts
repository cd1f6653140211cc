import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Review, ReviewState } from '../../../../src/contract/pull-request.ts';
import { isApproved } from '../../../../src/contract/pull-request-state.ts';
import { messages } from '../../text/messages.ts';
import { hasChangesRequested } from './merge-state.ts';

export interface ReviewSummary {
  state: 'changes' | 'approved' | 'requested' | 'commented';
  /** The decision, or the first requested reviewer and how many more: `awaits ada +2`. */
  short: string;
  /** All of it, shown on hover. */
  text: string;
}

/** Undefined without reviews and requested reviewers. */
export function findReviewSummary(status: DiffStatus | null): ReviewSummary | undefined {
  if (status === null || status.pull_request_state === null) return undefined;
  const requested = status.pull_request_state === 'open' ? (status.requested_reviewers ?? []) : [];
  const count = status.reviewer_count ?? 0;
  const state = findReviewState(status, requested.length, count);
  if (state === undefined) return undefined;
  const text = messages.review;
  const decision = state === 'requested' ? '' : text[state];
  const reviewed = count === 0 ? decision : `${messages.reviewers(count)}: ${decision}`;
  return {
    state,
    short: state === 'requested' ? formatRequested(requested) : text.short[state],
    text: [decision && reviewed, requested.length > 0 ? text.requestedFrom(requested) : '']
      .filter(Boolean)
      .join('; '),
  };
}

function findReviewState(
  status: DiffStatus,
  requested: number,
  count: number,
): ReviewSummary['state'] | undefined {
  if (hasChangesRequested(status)) return 'changes';
  if (isApproved(status)) return 'approved';
  if (requested > 0) return 'requested';
  return count > 0 ? 'commented' : undefined;
}

function formatRequested([first = '', ...others]: readonly string[]): string {
  const text = messages.review;
  return text.awaits(others.length === 0 ? first : `${first} ${text.more(others.length)}`);
}

const order: readonly ReviewState[] = [
  'changes_requested',
  'approved',
  'commented',
  'requested',
  'dismissed',
];

/** By state, changes requested first; within a state the latest first. */
export function sortReviews(reviews: readonly Review[]): Review[] {
  return reviews.toSorted(
    (left, right) =>
      order.indexOf(left.state) - order.indexOf(right.state) ||
      (right.submitted_at ?? '').localeCompare(left.submitted_at ?? '') ||
      left.reviewer.localeCompare(right.reviewer, 'en'),
  );
}

/** `approved`, `changes requested`, `waiting` */
export function formatReview(status: DiffStatus): string {
  const text = messages.chat;
  if (hasChangesRequested(status)) return text.reviewChanges;
  if (isApproved(status)) return text.reviewApproved;
  if (status.review_decision === 'review_required') return text.reviewRequired;
  if ((status.reviewer_count ?? 0) > 0) return text.reviewCommented;
  return status.review_decision === 'none' ? text.reviewOptional : text.reviewWaiting;
}

/** The same, where nothing is required any more once it was merged or closed. */
export function formatReviewFact(status: DiffStatus): string {
  const isDecided = hasChangesRequested(status) || isApproved(status);
  if (status.pull_request_state === 'open' || isDecided) return formatReview(status);
  const text = messages.chat;
  return (status.reviewer_count ?? 0) > 0 ? text.reviewCommented : text.none;
}

/** The forge's own decision as a sentence, else what reviewers said. */
export function formatReviewDecision(status: DiffStatus, forge: string): string {
  const text = messages.reviewList.decisionText;
  const isOpen = status.pull_request_state === 'open';
  if (status.review_decision === 'review_required' && !isOpen) return text.notDecided;
  if (status.review_decision !== null) return text[status.review_decision];
  if (status.changes_requested) return text.changesBySome(forge);
  return status.approved ? text.approvedBySome(forge) : text.unknown;
}

interface ReviewProgress {
  responded: number;
  total: number;
}

/** How many reviewers have responded; undefined if none are known. */
export function findReviewProgress(status: DiffStatus): ReviewProgress | undefined {
  const { reviewer_count: responded, requested_reviewers: requested } = status;
  if (responded === null) return undefined;
  const total = responded + (requested?.length ?? 0);
  return total === 0 ? undefined : { responded, total };
}
