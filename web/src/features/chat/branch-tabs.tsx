import { useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Search } from '../../shared/routing/route.ts';
import { Link } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { toReason } from '../status/attention.ts';
import { ReasonBadge } from '../status/reason-badge.tsx';
import { toBranchHref } from './chat-views.ts';

interface BranchTabsProps {
  chat: Chat;
  chosen: DiffStatus;
  search: Search;
}

/** Links to the branches of a chat with more than one, the primary one first. */
export function BranchTabs({ chat, chosen, search }: BranchTabsProps) {
  if (chat.diff_statuses.length < 2) return null;
  const repositories = new Set(chat.diff_statuses.map(({ repository }) => repository));
  return (
    <nav className="branch-tabs" aria-label={messages.chat.branchOf}>
      {chat.diff_statuses.map((status) => (
        <Link
          key={`${status.git_remote_origin} ${status.git_branch}`}
          href={toBranchHref(chat.id, search, {
            origin: status.git_remote_origin,
            branch: status.git_branch,
          })}
          aria-current={status === chosen ? 'true' : undefined}
        >
          <ReasonBadge reason={toReason(status)} />
          {repositories.size > 1 && status.repository}
          <code>{status.git_branch}</code>
        </Link>
      ))}
    </nav>
  );
}

/**
 * The branch named in the URL, else the primary one. A push makes another branch the primary one; the
 * reader then stays on the branch that was shown first.
 */
export function useChosenStatus(chat: Chat, { origin, branch }: Search): DiffStatus | null {
  const [opened, setOpened] = useState(chat.diff_statuses[0]);
  const named = findBranch(chat, origin, branch);
  const stillThere = opened && findBranch(chat, opened.git_remote_origin, opened.git_branch);
  const chosen = named ?? stillThere ?? chat.diff_statuses[0];
  if (chosen && !stillThere) setOpened(chosen);
  return chosen ?? null;
}

function findBranch(chat: Chat, origin: string, branch: string): DiffStatus | undefined {
  return chat.diff_statuses.find(
    (status) => status.git_branch === branch && status.git_remote_origin === origin,
  );
}
