import { ArrowLeftIcon, LinkExternalIcon, SyncIcon } from '@primer/octicons-react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { ExternalLink, parseWebAddress } from '../../ui/external-link.tsx';
import { findForgeHost, formatForgeName } from '../status/forge-name.ts';
import { ChatMeta } from './chat-meta.tsx';
import { HideButtons } from './hide-buttons.tsx';
import { PullRequestTitle, UnfoldableTitle } from './pull-request-title.tsx';
import type { Refresh } from './use-refresh.ts';

interface ChatHeaderProps {
  chat: Chat;
  status: DiffStatus | null;
  forges: readonly ForgeSummary[];
  boardHref: string;
  refresh: Refresh;
}

export function ChatHeader({ chat, status, forges, boardHref, refresh }: ChatHeaderProps) {
  return (
    <header className="chat-header">
      <div className="chat-title">
        <Link
          className="icon-button chat-back"
          href={boardHref}
          aria-label={messages.chat.back}
          title={messages.chat.back}
        >
          <ArrowLeftIcon size={16} />
        </Link>
        <UnfoldableTitle text={chat.title || status?.pull_request_title || messages.untitled} />
        <RefreshNote refresh={refresh} />
        <div className="chat-actions">
          {status?.url && <HideButtons chat={chat} url={status.url} boardHref={boardHref} />}
          {status && <ForgeButton status={status} forges={forges} />}
          <RefreshButton refresh={refresh} />
        </div>
      </div>
      <PullRequestTitle chat={chat} status={status} />
      <ChatMeta chat={chat} status={status} />
    </header>
  );
}

/** Opens the pull request, else the branch. */
function ForgeButton(props: { status: DiffStatus; forges: readonly ForgeSummary[] }) {
  const { status, forges } = props;
  const address = parseWebAddress(status.url) ?? parseWebAddress(status.branch_url);
  const forge = formatForgeName(findForgeHost(status, forges));
  if (address === undefined) return null;
  return (
    <ExternalLink className="button" href={address} label={messages.chat.openOnForge(forge)}>
      <LinkExternalIcon size={14} />
      <span className="button-text">{forge}</span>
    </ExternalLink>
  );
}

function RefreshButton({ refresh }: { refresh: Refresh }) {
  const { running, run } = refresh;
  return (
    <button
      type="button"
      className="button refresh-button"
      onClick={run}
      aria-busy={running}
      aria-keyshortcuts="r"
      title={messages.chat.refresh}
    >
      <SyncIcon size={14} className={running ? 'spinning' : ''} />
      <span className="button-text">
        {running ? messages.chat.refreshing : messages.chat.refresh}
      </span>
    </button>
  );
}

/** The result of the last refresh, announced once and shown for a while. */
function RefreshNote({ refresh }: { refresh: Refresh }) {
  const { running, report } = refresh;
  const text = running ? messages.refreshReport.running : report?.text;
  return (
    <output
      className="refresh-note"
      aria-live="polite"
      data-kind={running ? 'running' : report?.kind}
      title={report?.text}
    >
      {text}
    </output>
  );
}
