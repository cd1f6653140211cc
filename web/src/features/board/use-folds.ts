import { useCallback, useState } from 'react';

const storageKey = 'afterpush.board-folds';
const mostKept = 300;

/** What the reader has folded or unfolded in this tab; what they left alone is not in it. */
export interface Folds {
  done: boolean | undefined;
  chats: ReadonlyMap<string, boolean>;
}

/** Kept across a reload, as the tab is. */
export function useFolds(): [Folds, (change: (folds: Folds) => Folds) => void] {
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
