import { ArrowLeftIcon, GitBranchIcon, LinkExternalIcon, SyncIcon } from '@primer/octicons-react';
import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { toReason, toTone } from '../board/attention.ts';
import { toForgeNameOf, toSpokenName } from '../board/forge-name.ts';
import { Link } from '../routes/link.tsx';
import { useTimed } from '../time/clock.ts';
import { toAgeWords } from '../time/time-words.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { OutsideLink } from '../ui/outside-link.tsx';
import { Time } from '../ui/time.tsx';
import { parseWebAddress } from '../ui/web-address.ts';
import { words } from '../words.ts';
import { PullRequestMark } from './pull-request-mark.tsx';
import { ReasonMark } from './reason-mark.tsx';

interface ChatHeaderProps {
  chat: Chat;
  status: DiffStatus | null;
  forges: readonly ForgeSummary[];
  boardHref: string;
  refreshing: boolean;
  onRefresh: () => void;
}

export function ChatHeader(props: ChatHeaderProps) {
  const { chat, status } = props;
  const reason = toReason(status);
  return (
    <header className="chat-header">
      <div className="chat-title">
        <Link
          className="icon-button chat-back"
          href={props.boardHref}
          aria-label={words.chat.back}
          title={words.chat.back}
        >
          <ArrowLeftIcon size={16} />
        </Link>
        <h1 tabIndex={-1}>{chat.title || status?.pull_request_title || words.untitled}</h1>
        <ChatActions {...props} />
      </div>
      <div className="chat-meta">
        <span className="chat-reason" data-tone={toTone(reason)}>
          <ReasonMark reason={reason} />
        </span>
        {status?.pull_request_state && <PullRequestMark status={status} />}
        {status && <BranchLine status={status} />}
        {status?.author_login && <Author status={status} />}
        <Age at={chat.created_at} />
      </div>
    </header>
  );
}

function ChatActions({ status, forges, refreshing, onRefresh }: ChatHeaderProps) {
  const address = status?.url ?? status?.branch_url;
  const forge = status ? toSpokenName(toForgeNameOf(status, forges)) : '';
  return (
    <div className="chat-actions">
      {status && parseWebAddress(address) && (
        <OutsideLink className="button" href={address} label={words.chat.openOnForge(forge)}>
          <LinkExternalIcon size={14} />
          <span className="button-words">{forge}</span>
        </OutsideLink>
      )}
      <button
        type="button"
        className="button"
        onClick={onRefresh}
        aria-busy={refreshing}
        title={words.chat.refresh}
      >
        <SyncIcon size={14} className={refreshing ? 'turning' : ''} />
        <span className="button-words">
          {refreshing ? words.chat.refreshing : words.chat.refresh}
        </span>
      </button>
    </div>
  );
}

function BranchLine({ status }: { status: DiffStatus }) {
  return (
    <span className="branch-line">
      <OutsideLink className="chat-repository" href={status.repository_url}>
        {status.repository ?? status.remote_origin}
      </OutsideLink>
      <span className="branch-names">
        <GitBranchIcon size={14} />
        <code title={status.git_branch}>{status.git_branch}</code>
        <CopyButton text={status.git_branch} label={words.chat.copyBranch} />
        {status.base_branch && (
          <>
            <span className="into">{words.chat.into}</span>
            <code title={status.base_branch}>{status.base_branch}</code>
          </>
        )}
      </span>
    </span>
  );
}

function Author({ status }: { status: DiffStatus }) {
  const avatar = parseWebAddress(status.author_avatar_url);
  return (
    <span className="author">
      {avatar && (
        <img
          src={avatar}
          alt=""
          width={16}
          height={16}
          loading="lazy"
          referrerPolicy="no-referrer"
          onError={({ currentTarget }) => {
            currentTarget.hidden = true;
          }}
        />
      )}
      {status.author_login}
    </span>
  );
}

function Age({ at }: { at: string }) {
  const age = useTimed((nowMs) => toAgeWords(at, nowMs));
  return (
    <span className="chat-age">
      <Time at={at}>{words.chat.started(age)}</Time>
    </span>
  );
}
