import { CheckIcon, EyeIcon, FileDiffIcon, type Icon, PersonIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type ReviewSummary, toReviewSummary } from './review-state.ts';

const looks: Record<ReviewSummary['state'], { Symbol: Icon; tone: string }> = {
  changes: { Symbol: FileDiffIcon, tone: 'danger' },
  approved: { Symbol: CheckIcon, tone: 'success' },
  asked: { Symbol: PersonIcon, tone: 'quiet' },
  commented: { Symbol: EyeIcon, tone: 'quiet' },
};

/** What reviewers decided, else who is asked. Usually short, the whole of it on hover. */
export function ReviewSummaryMark({ status }: { status: DiffStatus | null }) {
  const summary = toReviewSummary(status);
  if (!summary) return <span className="review" />;
  const { Symbol, tone } = looks[summary.state];
  return (
    <span className="review" data-tone={tone} title={summary.words}>
      <Symbol size={14} aria-hidden="true" />
      <bdi className="review-text" aria-hidden="true">
        {summary.short}
      </bdi>
      <span className="unseen">{summary.words}</span>
    </span>
  );
}
