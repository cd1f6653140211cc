import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
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
