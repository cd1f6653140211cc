import {
  AlertIcon,
  GitCompareIcon,
  GitMergeQueueIcon,
  type Icon,
  ShieldLockIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import {
  findMergeTrouble,
  type MergeTrouble,
} from '../../../../src/contract/pull-request-state.ts';
import { messages } from '../../text/messages.ts';
import { findMergePlan, formatMergeability } from './merge-state.ts';

const troubles: Record<MergeTrouble, { Symbol: Icon; tone: string }> = {
  conflicting: { Symbol: AlertIcon, tone: 'danger' },
  behind: { Symbol: GitCompareIcon, tone: 'attention' },
  blocked: { Symbol: ShieldLockIcon, tone: 'quiet' },
};

/** What blocks merging, and whether it merges automatically. Usually empty. */
export function MergeBadges({ status }: { status: DiffStatus | null }) {
  const trouble = findMergeTrouble(status);
  const plan = findMergePlan(status);
  return (
    <span className="merge-badges">
      {status && trouble && (
        <Badge
          {...troubles[trouble]}
          label={formatMergeability(status)}
          text={messages.mergeShort[trouble]}
        />
      )}
      {plan === 'auto_merge' && (
        <Badge Symbol={ZapIcon} tone="active" label={messages.merge.auto_merge} />
      )}
      {plan === 'queued' && <QueueBadge position={status?.merge_queue_position ?? null} />}
    </span>
  );
}

function QueueBadge({ position }: { position: number | null }) {
  const label = position === null ? messages.merge.queued : messages.merge.queuedAt(position);
  return <Badge Symbol={GitMergeQueueIcon} tone="active" label={label} count={position} />;
}

interface BadgeProps {
  Symbol: Icon;
  tone: string;
  label: string;
  /** Shown only on wide boards. */
  text?: string;
  count?: number | null;
}

function Badge({ Symbol, tone, label, text, count }: BadgeProps) {
  return (
    <span className="badge" data-tone={tone} title={label}>
      <Symbol size={14} aria-hidden="true" />
      {text && (
        <span className="merge-text" aria-hidden="true">
          {text}
        </span>
      )}
      {count && <span aria-hidden="true">{count}</span>}
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
