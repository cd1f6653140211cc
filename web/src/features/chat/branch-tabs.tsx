import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { Link } from '../../shared/routing/link.tsx';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { toReason } from '../status/attention.ts';
import { ReasonMark } from '../status/reason-mark.tsx';
import { toBranchHref } from './view-href.ts';

interface BranchTabsProps {
  chat: Chat;
  chosen: DiffStatus;
  search: Search;
}

/** The branches of a chat that has several, the primary one first. */
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
          <ReasonMark reason={toReason(status)} />
          {repositories.size > 1 && status.repository}
          <code>{status.git_branch}</code>
        </Link>
      ))}
    </nav>
  );
}
