import {
  CheckIcon,
  CommentDiscussionIcon,
  EyeIcon,
  FileDiffIcon,
  type Icon,
  PersonIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { isApproved } from '../../../../src/contract/pull-request-state.ts';
import { messages } from '../../text/messages.ts';
import { hasChangesRequested } from './merge-state.ts';
import { findReviewSummary, type ReviewSummary } from './review-decision.ts';

const styles: Record<ReviewSummary['state'], { Symbol: Icon; tone: string }> = {
  changes: { Symbol: FileDiffIcon, tone: 'danger' },
  approved: { Symbol: CheckIcon, tone: 'success' },
  requested: { Symbol: PersonIcon, tone: 'quiet' },
  commented: { Symbol: EyeIcon, tone: 'quiet' },
};

/** The review decision, else the requested reviewers; details on hover. */
export function ReviewSummaryBadge({ status }: { status: DiffStatus | null }) {
  const summary = findReviewSummary(status);
  if (!summary) return <span className="review" />;
  const { Symbol, tone } = styles[summary.state];
  return (
    <span className="review" data-tone={tone} title={summary.text}>
      <Symbol size={14} aria-hidden="true" />
      <bdi className="review-summary" aria-hidden="true">
        {summary.short}
      </bdi>
      <span className="visually-hidden">{summary.text}</span>
    </span>
  );
}

/** How many threads are unresolved; empty if none or unknown. */
export function ThreadsBadge({ status }: { status: DiffStatus | null }) {
  const count = status?.pull_request_state === 'open' ? (status.unresolved_threads ?? 0) : 0;
  if (count === 0) return <span className="threads" />;
  const atLeast = status?.unresolved_threads_at_least === true;
  const label = atLeast ? messages.threadsAtLeast(count) : messages.threads(count);
  return (
    <span className="threads" title={label}>
      <CommentDiscussionIcon size={14} aria-hidden="true" />
      <span aria-hidden="true">
        {count}
        {atLeast && '+'}
      </span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** How many people reviewed, and what they decided. */
export function ReviewCountBadge({ status }: { status: DiffStatus | null }) {
  const count = status?.reviewer_count ?? 0;
  if (status === null || count === 0) return <span className="reviews" />;
  const { decision, tone, Symbol } = pickDecision(status);
  return (
    <span className="reviews" data-tone={tone} title={`${messages.reviewers(count)}: ${decision}`}>
      <Symbol size={14} aria-label={decision} />
      {count}
    </span>
  );
}

function pickDecision(status: DiffStatus) {
  if (hasChangesRequested(status)) {
    return { decision: messages.chat.reviewChanges, tone: 'danger', Symbol: FileDiffIcon };
  }
  return isApproved(status)
    ? { decision: messages.chat.reviewApproved, tone: 'success', Symbol: CheckIcon }
    : { decision: messages.chat.reviewCommented, tone: 'quiet', Symbol: EyeIcon };
}
