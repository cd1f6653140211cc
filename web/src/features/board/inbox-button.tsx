import './inbox.css';
import { InboxIcon } from '@primer/octicons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Chat } from '../../../../src/contract/chat.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { chatsQuery } from '../../api/chats.ts';
import { serverClock } from '../../api/server-clock.ts';
import { parseSearch, type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { number } from '../../text/numbers.ts';

export const unreadFilter = 'is:unread';

/** How many chats are unread; a press lists only those, and another one all again. */
export function InboxButton({ search }: { search: Search }) {
  const count = useUnreadCount();
  const name = messages.inbox.button(count);
  return (
    <button
      type="button"
      className="icon-button inbox-button"
      aria-pressed={listsUnread(search)}
      aria-label={name}
      title={name}
      onClick={toggleInbox}
    >
      <InboxIcon size={16} />
      {count > 0 && <span aria-hidden="true">{number(count)}</span>}
    </button>
  );
}

export function useUnreadCount(): number {
  const query = chatsQuery(useQueryClient());
  return useQuery({ ...query, enabled: false, select: countUnread }).data ?? 0;
}

export function listsUnread({ q }: Pick<Search, 'q'>): boolean {
  return q.toLowerCase().split(/\s+/).includes(unreadFilter);
}

/** Lists the unread chats, and leaves what is open where it is. */
export function toggleInbox(): void {
  const search = parseSearch(location.search);
  const q = listsUnread(search) ? '' : unreadFilter;
  navigate(toHref(location.pathname, { ...search, q, state: '' }), 'replace');
}

function countUnread(chats: readonly Chat[]): number {
  const nowMs = serverClock.now();
  return chats.filter((chat) => chat.unread && !isSnoozed(chat, nowMs)).length;
}
