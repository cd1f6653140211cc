import { ChevronDownIcon } from '@primer/octicons-react';
import { useEffect } from 'react';
import { toReason } from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { Banner } from '../../shared/problem-notice.tsx';
import { type Search, toBranchSearch, toHref } from '../../shared/routing/route.ts';
import { Link, navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Popover } from '../../ui/popover.tsx';
import { findNamedBranch } from '../status/named-branch.ts';
import { ReasonBadge } from '../status/reason-badge.tsx';
import { toBoardEntry } from '../status/sections.ts';
import { toBranchHref } from './chat-views.ts';

interface BranchTabsProps {
  chat: Chat;
  chosen: DiffStatus;
  search: Search;
}

/** More than these are in a menu, because the strip would leave the page. */
const mostTabs = 3;

/** Links to the branches of a chat with more than one, the latest push first. */
export function BranchTabs({ chat, chosen, search }: BranchTabsProps) {
  const { diff_statuses: statuses } = chat;
  if (statuses.length < 2) return null;
  const toLink = (status: DiffStatus) => (
    <BranchLink key={toKey(status)} chat={chat} status={status} chosen={chosen} search={search} />
  );
  if (statuses.length <= mostTabs) {
    return (
      <nav className="branch-tabs" aria-label={messages.chat.branchOf}>
        {statuses.map(toLink)}
      </nav>
    );
  }
  const trigger = (
    <button type="button" className="button branch-menu-button">
      {messages.chat.branchCount(statuses.length)}
      <ChevronDownIcon size={14} aria-hidden="true" />
    </button>
  );
  return (
    <nav className="branch-tabs" aria-label={messages.chat.branchOf}>
      {toLink(chosen)}
      {/* Another branch closes the menu. */}
      <Popover
        key={`menu ${toKey(chosen)}`}
        trigger={trigger}
        title={messages.chat.branchOf}
        align="start"
      >
        <div className="branch-menu">{statuses.map(toLink)}</div>
      </Popover>
    </nav>
  );
}

function BranchLink(props: BranchTabsProps & { status: DiffStatus }) {
  const { chat, chosen, search, status } = props;
  const { diff_statuses: statuses } = chat;
  const repositories = new Set(statuses.map(({ repository }) => repository));
  const isShared = statuses.some(
    (other) => other.git_branch === status.git_branch && toKey(other) !== toKey(status),
  );
  return (
    <Link
      href={toBranchHref(chat.id, search, status)}
      aria-current={status === chosen ? 'true' : undefined}
    >
      <ReasonBadge reason={toReason(status)} status={status} />
      {(isShared || repositories.size > 1) && (
        <span className="branch-repository">{status.repository ?? status.remote_origin}</span>
      )}
      <code>{status.git_branch}</code>
    </Link>
  );
}

function toKey({ git_remote_origin: origin, git_branch: branch }: DiffStatus): string {
  return `${origin} ${branch}`;
}

/**
 * The branch that the address names, else the most urgent one. The address then names that one, so a
 * later push neither switches the branch under the reader nor changes where a copied address leads.
 */
export function useChosenStatus(chat: Chat, search: Search): DiffStatus | null {
  const named = findNamedBranch(chat, search);
  const chosen = named ?? toBoardEntry(chat).urgent.status;
  // Without a branch in the address it is not known whose lines it names, unless there is only one.
  const hasLines = named !== undefined || chat.diff_statuses.length === 1;
  const isComplete = chosen === null || (search.branch !== '' && !isRespelled(named, search));
  useEffect(() => {
    if (isComplete) return;
    const { origin, branch } = toBranchSearch(chosen);
    const lines = hasLines ? {} : { file: '', line: '', commit: '' };
    navigate(toHref(location.pathname, { ...search, origin, branch, ...lines }), 'replace');
  }, [isComplete, hasLines, search, chosen]);
  return chosen;
}

function isRespelled(named: DiffStatus | undefined, { origin }: Search): boolean {
  return named !== undefined && named.git_remote_origin !== origin;
}

/** Says that the address names a branch that is not in the chat, so another one is shown. */
export function MissingBranchBanner({ chat, search }: { chat: Chat; search: Search }) {
  if (search.branch === '' || findNamedBranch(chat, search)) return null;
  const text = messages.chat;
  return <Banner title={text.noSuchBranch(search.branch)} text={text.otherBranchShown} />;
}
