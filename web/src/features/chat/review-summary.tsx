import {
  CheckCircleIcon,
  CodeReviewIcon,
  CommentDiscussionIcon,
  FileDiffIcon,
  GitMergeIcon,
  GitMergeQueueIcon,
  type Icon,
  ZapIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { findMergePlan, hasChangesRequested, isApproved } from '../status/merge-state.ts';
import { toMergeSentence, toThreadSentence } from '../status/merge-text.ts';
import { formatVerdict } from '../status/review-text.ts';

/** The forge's verdict, and what else stands between the pull request and its merge. */
export function ReviewSummary({ status }: { status: DiffStatus }) {
  const say = messages.reviewList;
  const threads = status.unresolved_threads ?? 0;
  return (
    <dl className="answer">
      <Line name={say.verdict} {...toVerdictMark(status)}>
        {formatVerdict(status)}
      </Line>
      <Line
        name={say.threads}
        Symbol={CommentDiscussionIcon}
        tone={threads > 0 ? 'attention' : 'quiet'}
      >
        {toThreadSentence(status)}
      </Line>
      <Line name={say.merging} Symbol={GitMergeIcon} tone="quiet">
        {toMergeSentence(status)}
        <MergePlan status={status} />
      </Line>
    </dl>
  );
}

function toVerdictMark(status: DiffStatus): { Symbol: Icon; tone: string } {
  if (hasChangesRequested(status)) return { Symbol: FileDiffIcon, tone: 'danger' };
  return isApproved(status)
    ? { Symbol: CheckCircleIcon, tone: 'success' }
    : { Symbol: CodeReviewIcon, tone: 'quiet' };
}

function MergePlan({ status }: { status: DiffStatus }) {
  const say = messages.reviewList;
  const { merge_queue_position: position } = status;
  switch (findMergePlan(status)) {
    case 'queued':
      return (
        <span className="merge-plan">
          <GitMergeQueueIcon size={14} aria-hidden="true" />
          {position === null ? say.queued : say.queuedAt(position)}
        </span>
      );
    case 'auto_merge':
      return (
        <span className="merge-plan">
          <ZapIcon size={14} aria-hidden="true" /> {say.autoMerge}
        </span>
      );
    case undefined:
      return null;
  }
}

function Line(props: { name: string; Symbol: Icon; tone: string; children: React.ReactNode }) {
  const { name, Symbol, tone, children } = props;
  return (
    <div className="answer-line">
      <dt>
        <span className="answer-mark" data-tone={tone} aria-hidden="true">
          <Symbol size={14} />
        </span>
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
