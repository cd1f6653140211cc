import { useCallback, useMemo, useState } from 'react';
import { type BoardEntry } from '../../../../src/contract/board-entry.ts';
import { type BoardFilter, isFiltering } from '../../../../src/contract/board-filter.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import { groupEntries } from '../../../../src/contract/group-entries.ts';
import { matchesFilter, matchesFoldedOnly } from '../../../../src/contract/match-board-filter.ts';
import { isSnoozed } from '../../../../src/contract/snooze.ts';
import { useNow } from '../../shared/clock.ts';
import type { Search } from '../../shared/routing/route.ts';
import { toBoardEntry } from '../status/sections.ts';
import { type BoardItem, listBoardItems } from './board-items.ts';
import { ReaderState } from './reader-state.ts';
import { useFolds } from './use-folds.ts';

export interface BoardItems {
  items: readonly BoardItem[];
  /** How many chats match, folded or not. */
  count: number;
  toggleDone: () => void;
  toggleChat: (chatId: string, open: boolean) => void;
}

const minuteMs = 60_000;

/** The filtered, sorted and folded list. */
export function useBoardItems(
  chats: readonly Chat[],
  filter: BoardFilter,
  search: Search,
  currentChatId: string | undefined,
): BoardItems {
  const [folds, changeFolds] = useFolds();
  // With a filter, the done section starts open.
  const [doneFolded, setDoneFolded] = useState(false);
  const filtering = isFiltering(filter);
  const [reader] = useState(() => new ReaderState());
  reader.setFilter(`${search.q}\n${search.state}`);
  // Branches become leftovers, or stall, and snoozes end, as time passes.
  const minute = useNow((nowMs) => Math.floor(nowMs / minuteMs));
  const shown = useMemo(() => {
    const nowMs = minute * minuteMs;
    return reader.listShown(chats, currentChatId, (chat) =>
      filtering ? matchesFilter(toBoardEntry(chat), filter, nowMs) : !isSnoozed(chat, nowMs),
    );
  }, [reader, chats, currentChatId, filter, filtering, minute]);
  const { sort, group } = filter;
  const groups = useMemo(() => {
    const entries = shown.map((chat) => toBoardEntry(chat, minute * minuteMs));
    return groupEntries(entries, { sort, group });
  }, [shown, minute, sort, group]);
  const doneOpen = filtering ? !doneFolded : (folds.done ?? false);
  const { branch, origin } = search;
  const items = useMemo(() => {
    const isChatOpen = (entry: BoardEntry) =>
      folds.chats.get(entry.chat.id) ??
      reader.isUnfolded({
        chatId: entry.chat.id,
        address: entry.chat.id === currentChatId ? `${origin} ${branch}` : undefined,
        matchesFolded: () => filtering && matchesFoldedOnly(entry, filter, minute * minuteMs),
        isAddressFolded: () => isFoldedBranchOpen(entry, origin, branch),
      });
    return listBoardItems(groups, { filtering, doneOpen, isChatOpen, currentChatId });
  }, [
    reader,
    groups,
    filtering,
    filter,
    minute,
    doneOpen,
    folds.chats,
    currentChatId,
    origin,
    branch,
  ]);
  const toggleDone = useCallback(() => {
    if (filtering) setDoneFolded(doneOpen);
    else changeFolds((folds) => ({ ...folds, done: !doneOpen }));
  }, [filtering, doneOpen, changeFolds]);
  const toggleChat = useCallback(
    (chatId: string, open: boolean) =>
      changeFolds((folds) => ({ ...folds, chats: new Map(folds.chats).set(chatId, open) })),
    [changeFolds],
  );
  return { items, count: shown.length, toggleDone, toggleChat };
}

function isFoldedBranchOpen({ others }: BoardEntry, origin: string, branch: string): boolean {
  return others.some(
    ({ status }) => status?.git_branch === branch && status.git_remote_origin === origin,
  );
}
