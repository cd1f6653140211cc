import { useCallback, useState } from 'react';

const storageKey = 'afterpush.board-folds';
const maxStored = 300;

/** What the reader folded or unfolded in this tab; defaults are not included. */
export interface Folds {
  done: boolean | undefined;
  chats: ReadonlyMap<string, boolean>;
}

/** Survives a reload of the tab. */
export function useFolds(): [Folds, (change: (folds: Folds) => Folds) => void] {
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
