import { useCallback, useMemo, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { Search } from '../../shared/routing/route.ts';
import { type BoardEntry, toBoard } from '../status/sections.ts';
import { type BoardItem, toBoardItems } from './board-items.ts';
import { matchesFilter, matchesFoldedOnly } from './match-filter.ts';
import { type BoardFilter, isFiltering } from './parse-filter.ts';

export interface BoardItems {
  items: readonly BoardItem[];
  /** How many chats are shown or folded away. */
  count: number;
  toggleDone: () => void;
  toggleChat: (chatId: string, open: boolean) => void;
}

/** The list as the reader wants it: filtered, sorted, folded. */
export function useBoardItems(
  chats: readonly Chat[],
  filter: BoardFilter,
  search: Search,
  currentChatId: string | undefined,
): BoardItems {
  const [folds, changeFolds] = useFolds();
  // A filter shows what it finds, until the reader folds that.
  const [foundFolded, setFoundFolded] = useState(false);
  const filtering = isFiltering(filter);
  const shown = useMemo(
    () => (filtering ? chats.filter((chat) => matchesFilter(chat, filter)) : chats),
    [chats, filter, filtering],
  );
  const board = useMemo(() => toBoard(shown), [shown]);
  const doneOpen = filtering ? !foundFolded : (folds.done ?? false);
  const { branch, origin } = search;
  const items = useMemo(() => {
    const isChatOpen = (entry: BoardEntry) =>
      folds.chats.get(entry.chat.id) ??
      (entry.startsOpen ||
        (filtering && matchesFoldedOnly(entry.chat, filter)) ||
        (entry.chat.id === currentChatId && readsFolded(entry, origin, branch)));
    return toBoardItems(board, { filtering, doneOpen, isChatOpen, currentChatId });
  }, [board, filtering, filter, doneOpen, folds.chats, currentChatId, origin, branch]);
  const toggleDone = useCallback(() => {
    if (filtering) setFoundFolded(doneOpen);
    else changeFolds((known) => ({ ...known, done: !doneOpen }));
  }, [filtering, doneOpen, changeFolds]);
  const toggleChat = useCallback(
    (chatId: string, open: boolean) =>
      changeFolds((known) => ({ ...known, chats: new Map(known.chats).set(chatId, open) })),
    [changeFolds],
  );
  return { items, count: shown.length, toggleDone, toggleChat };
}

function readsFolded({ others }: BoardEntry, origin: string, branch: string): boolean {
  return others.some(
    ({ status }) => status?.git_branch === branch && status.git_remote_origin === origin,
  );
}

const storageKey = 'afterpush.board-folds';
const mostKept = 300;

/** What the reader has folded or unfolded in this tab; what they left alone is not in it. */
interface Folds {
  done: boolean | undefined;
  chats: ReadonlyMap<string, boolean>;
}

/** Kept across a reload, as the tab is. */
function useFolds(): [Folds, (change: (folds: Folds) => Folds) => void] {
  const [folds, setFolds] = useState(readFolds);
  const change = useCallback((toNext: (folds: Folds) => Folds) => {
    setFolds((known) => {
      const next = toNext(known);
      storeFolds(next);
      return next;
    });
  }, []);
  return [folds, change];
}

function readFolds(): Folds {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as {
      done?: unknown;
      chats?: unknown;
    };
    const done = typeof stored.done === 'boolean' ? stored.done : undefined;
    return { done, chats: new Map(Array.isArray(stored.chats) ? stored.chats : []) };
  } catch {
    return { done: undefined, chats: new Map() };
  }
}

function storeFolds({ done, chats }: Folds): void {
  const kept = [...chats].slice(-mostKept);
  sessionStorage.setItem(storageKey, JSON.stringify({ done, chats: kept }));
}
