import {
  AlertIcon,
  GitMergeQueueIcon,
  HistoryIcon,
  type Icon,
  ShieldLockIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { findMergePlan, findMergeTrouble, type MergeTrouble } from './merge-state.ts';

const troubles: Record<MergeTrouble, { Symbol: Icon; tone: string }> = {
  conflicting: { Symbol: AlertIcon, tone: 'danger' },
  behind: { Symbol: HistoryIcon, tone: 'attention' },
  blocked: { Symbol: ShieldLockIcon, tone: 'quiet' },
};

/** What is in the way of merging, and what merges it without a person. Usually empty. */
export function MergeMarks({ status }: { status: DiffStatus | null }) {
  const trouble = findMergeTrouble(status);
  const plan = findMergePlan(status);
  return (
    <span className="merge-marks">
      {trouble && (
        <Mark
          {...troubles[trouble]}
          say={messages.merge[trouble]}
          word={messages.mergeShort[trouble]}
        />
      )}
      {plan === 'auto_merge' && (
        <Mark Symbol={ZapIcon} tone="active" say={messages.merge.auto_merge} />
      )}
      {plan === 'queued' && <QueueMark position={status?.merge_queue_position ?? null} />}
    </span>
  );
}

function QueueMark({ position }: { position: number | null }) {
  const say = position === null ? messages.merge.queued : messages.merge.queuedAt(position);
  return <Mark Symbol={GitMergeQueueIcon} tone="active" say={say} shown={position} />;
}

interface MarkProps {
  Symbol: Icon;
  tone: string;
  say: string;
  /** Where there is room for a word. */
  word?: string;
  shown?: number | null;
}

function Mark({ Symbol, tone, say, word, shown }: MarkProps) {
  return (
    <span className="mark" data-tone={tone} title={say}>
      <Symbol size={14} aria-hidden="true" />
      {word && (
        <span className="merge-word" aria-hidden="true">
          {word}
        </span>
      )}
      {shown && <span aria-hidden="true">{shown}</span>}
      <span className="unseen">{say}</span>
    </span>
  );
}
