import {
  AlertIcon,
  CheckCircleIcon,
  GitMergeQueueIcon,
  HistoryIcon,
  type Icon,
  QuestionIcon,
  ShieldLockIcon,
  ZapIcon,
} from '@primer/octicons-react';
import type { DiffStatus, Mergeability } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { findMergePlan, toMergeability } from '../status/merge-state.ts';
import { Absent, Fact, Unknown } from './fact.tsx';

const looks: Record<Mergeability, { Symbol: Icon; tone: string }> = {
  mergeable: { Symbol: CheckCircleIcon, tone: 'success' },
  conflicting: { Symbol: AlertIcon, tone: 'danger' },
  behind: { Symbol: HistoryIcon, tone: 'attention' },
  blocked: { Symbol: ShieldLockIcon, tone: 'quiet' },
  unknown: { Symbol: QuestionIcon, tone: 'quiet' },
};

/** Whether the forge would merge it now, and whether it will do so by itself. */
export function MergeFact({ status, href }: { status: DiffStatus; href: string }) {
  const say = messages.chat;
  if (status.pull_request_state !== 'open') {
    return (
      <Fact name={say.merge} href={href}>
        <Absent>{say.notOpen}</Absent>
      </Fact>
    );
  }
  const mergeability = toMergeability(status) ?? 'unknown';
  const { Symbol, tone } = looks[mergeability];
  return (
    <Fact name={say.merge} href={href} hint={say.mergeHint[mergeability]}>
      <span className="fact-mark" data-tone={tone}>
        <Symbol size={14} aria-hidden="true" />
      </span>
      {mergeability === 'unknown' ? (
        <Unknown />
      ) : (
        <span className="fact-text">{say.mergeability[mergeability]}</span>
      )}
      <PlanMark status={status} />
    </Fact>
  );
}

function PlanMark({ status }: { status: DiffStatus }) {
  const plan = findMergePlan(status);
  if (plan === undefined) return null;
  const Symbol = plan === 'queued' ? GitMergeQueueIcon : ZapIcon;
  return (
    <span className="fact-mark" data-tone="active">
      <Symbol size={14} aria-label={messages.merge[plan]} />
    </span>
  );
}
