import { GitBranchIcon } from '@primer/octicons-react';
import { toReason } from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { isOutdated } from '../../../../src/contract/outdated.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock } from '../../text/time.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { Time } from '../../ui/time.tsx';
import { toTone } from '../status/attention.ts';
import { LabelList } from '../status/label-list.tsx';
import { PullRequestBadge } from '../status/pull-request-badge.tsx';
import { ReasonBadge } from '../status/reason-badge.tsx';
import { Avatar } from './avatar.tsx';
import { CheckoutNote } from './checkout-note.tsx';

/** State, pull request, branches, author, age and labels, in one line if they fit. */
export function ChatMeta({ chat, status }: { chat: Chat; status: DiffStatus | null }) {
  const reason = toReason(status);
  return (
    <div className="chat-meta" data-outdated={isOutdated(status) || undefined}>
      <span className="chat-reason" data-tone={toTone(reason)}>
        <ReasonBadge reason={reason} status={status} />
      </span>
      {status?.pull_request_state && <PullRequestBadge status={status} />}
      {status && <BranchLine status={status} />}
      {status?.author_login && <Author status={status} />}
      {chat.agent !== null && <span title={messages.chat.agent}>{chat.agent}</span>}
      <Age status={status} chat={chat} />
      <SnoozeNote chat={chat} />
      {status && <VerdictNote status={status} />}
      {chat.checkout && <CheckoutNote checkout={chat.checkout} />}
      {status?.labels && status.labels.length > 0 && (
        <div className="chat-labels">
          <span className="visually-hidden">{messages.chat.labels}</span>
          <LabelList labels={status.labels} />
        </div>
      )}
    </div>
  );
}

function SnoozeNote({ chat }: { chat: Chat }) {
  const snoozed = useNow((nowMs) => isSnoozed(chat, nowMs));
  if (!snoozed || chat.snoozed_until === null) return null;
  const clock = formatClock(chat.snoozed_until, getClockMs());
  return <Time at={chat.snoozed_until}>{messages.snoozedUntil(clock)}</Time>;
}

/** Which commit the reason is about, and what is missing or unknown. */
function VerdictNote({ status: { verdict, failure } }: { status: DiffStatus }) {
  // The notice above the tabs says why a branch could not be refreshed.
  const detail = failure === null ? verdict.detail : null;
  if (verdict.head_sha === null && detail === null) return null;
  return (
    <span className="verdict-note">
      {verdict.head_sha !== null && (
        <code title={verdict.head_sha}>{verdict.head_sha.slice(0, 7)}</code>
      )}
      {detail !== null && <span>{detail}</span>}
    </span>
  );
}

function BranchLine({ status }: { status: DiffStatus }) {
  return (
    <span className="branch-line">
      <ExternalLink className="chat-repository" href={status.repository_url}>
        {status.repository ?? status.remote_origin}
      </ExternalLink>
      <span className="branch-names">
        <GitBranchIcon size={14} />
        <ExternalLink className="branch-name" href={status.branch_url}>
          <code title={status.git_branch}>{status.git_branch}</code>
        </ExternalLink>
        <CopyButton text={status.git_branch} label={messages.chat.copyBranch} />
        {status.base_branch && (
          <>
            <span className="into">{messages.chat.into}</span>
            <code title={status.base_branch}>{status.base_branch}</code>
          </>
        )}
      </span>
    </span>
  );
}

function Author({ status }: { status: DiffStatus }) {
  return (
    <span className="author">
      <Avatar address={status.author_avatar_url} size={16} />
      <bdi>{status.author_login}</bdi>
    </span>
  );
}

/** When the pull request last changed, else when the chat was created. */
function Age({ chat, status }: { chat: Chat; status: DiffStatus | null }) {
  const changedAt = status?.pull_request_changed_at ?? null;
  const at = changedAt ?? chat.created_at;
  const age = useNow((nowMs) => formatAge(at, nowMs));
  return (
    <span className="chat-age">
      <Time at={at}>
        {changedAt === null ? messages.chat.started(age) : messages.chat.changed(age)}
      </Time>
    </span>
  );
}
