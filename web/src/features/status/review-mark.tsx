import { CheckIcon, EyeIcon, FileDiffIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { hasChangesRequested, isApproved } from './merge-state.ts';

/** How many reviewed, and what they decided. */
export function ReviewMark({ status }: { status: DiffStatus | null }) {
  const count = status?.reviewer_count ?? 0;
  if (status === null || count === 0) return <span className="reviews" />;
  const { decision, tone, Symbol } = toDecision(status);
  return (
    <span className="reviews" data-tone={tone} title={`${messages.reviewers(count)}: ${decision}`}>
      <Symbol size={14} aria-label={decision} />
      {count}
    </span>
  );
}

function toDecision(status: DiffStatus) {
  if (hasChangesRequested(status)) {
    return { decision: messages.chat.reviewChanges, tone: 'danger', Symbol: FileDiffIcon };
  }
  return isApproved(status)
    ? { decision: messages.chat.reviewApproved, tone: 'success', Symbol: CheckIcon }
    : { decision: messages.chat.reviewCommented, tone: 'quiet', Symbol: EyeIcon };
}
