import { useCallback, useMemo, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { Search } from '../../shared/routing/route.ts';
import { type BoardEntry, buildBoard } from '../status/sections.ts';
import { type BoardItem, listBoardItems } from './board-items.ts';
import { matchesFilter, matchesFoldedOnly } from './match-filter.ts';
import { type BoardFilter, isFiltering } from './parse-filter.ts';

export interface BoardItems {
  items: readonly BoardItem[];
  /** How many chats match, folded or not. */
  count: number;
  toggleDone: () => void;
  toggleChat: (chatId: string, open: boolean) => void;
}

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
  const shown = useMemo(
    () => (filtering ? chats.filter((chat) => matchesFilter(chat, filter)) : chats),
    [chats, filter, filtering],
  );
  const board = useMemo(() => buildBoard(shown), [shown]);
  const doneOpen = filtering ? !doneFolded : (folds.done ?? false);
  const { branch, origin } = search;
  const items = useMemo(() => {
    const isChatOpen = (entry: BoardEntry) =>
      folds.chats.get(entry.chat.id) ??
      (entry.startsOpen ||
        (filtering && matchesFoldedOnly(entry.chat, filter)) ||
        (entry.chat.id === currentChatId && isFoldedBranchOpen(entry, origin, branch)));
    return listBoardItems(board, { filtering, doneOpen, isChatOpen, currentChatId });
  }, [board, filtering, filter, doneOpen, folds.chats, currentChatId, origin, branch]);
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

const storageKey = 'afterpush.board-folds';
const maxStored = 300;

/** What the reader folded or unfolded in this tab; defaults are not included. */
interface Folds {
  done: boolean | undefined;
  chats: ReadonlyMap<string, boolean>;
}

/** Survives a reload of the tab. */
function useFolds(): [Folds, (change: (folds: Folds) => Folds) => void] {
  const [folds, setFolds] = useState(readFolds);
  const change = useCallback((toNext: (folds: Folds) => Folds) => {
    setFolds((folds) => {
      const next = toNext(folds);
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
  const stored = [...chats].slice(-maxStored);
  sessionStorage.setItem(storageKey, JSON.stringify({ done, chats: stored }));
}
