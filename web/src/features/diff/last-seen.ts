import { useEffect, useSyncExternalStore } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';

/*
 * Which head of each branch was seen last. It is kept in local storage like the viewed files: both say
 * what one reader saw in this browser, and need no account.
 */

const storageKey = 'afterpush.seen-heads';

export interface SeenHead {
  head: string;
  /** The head that was seen before this one; null if there was none, or the reader is done with it. */
  before: string | null;
  at: number;
}

export type SeenHeads = Readonly<Record<string, SeenHead>>;

/** The branches that were seen longest ago are forgotten first. */
export const maximumBranches = 500;

export function parseSeenHeads(text: string | null): SeenHeads {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter(([, value]) => isSeenHead(value)));
  } catch {
    return {};
  }
}

function isSeenHead(value: unknown): value is SeenHead {
  if (typeof value !== 'object' || value === null) return false;
  const { head, before, at } = value as Partial<SeenHead>;
  return (
    typeof head === 'string' &&
    (before === null || typeof before === 'string') &&
    typeof at === 'number'
  );
}

/** Records that a head was seen. The same head again changes nothing. */
export function withSeenHead(all: SeenHeads, branch: string, head: string, at: number): SeenHeads {
  const known = Object.hasOwn(all, branch) ? all[branch] : undefined;
  if (known?.head === head) return all;
  return withoutOldest({ ...all, [branch]: { head, before: known?.head ?? null, at } });
}

export function withoutBefore(all: SeenHeads, branch: string): SeenHeads {
  const known = Object.hasOwn(all, branch) ? all[branch] : undefined;
  return known ? { ...all, [branch]: { ...known, before: null } } : all;
}

function withoutOldest(all: SeenHeads): SeenHeads {
  const newest = Object.entries(all).toSorted(([, one], [, other]) => other.at - one.at);
  return Object.fromEntries(newest.slice(0, maximumBranches));
}

/** The commit that the reader saw before the shown one, and the function that drops it. */
export function useLastSeen(status: DiffStatus, shownHead: string | null, active: boolean) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  const key = JSON.stringify([chatId, origin, branch]);
  const text = useSyncExternalStore(subscribe, readText);
  const isHead = shownHead !== null && shownHead === status.head_sha;
  useEffect(() => {
    if (!active || !isHead) return;
    const record = () => {
      if (document.visibilityState !== 'visible') return;
      change((all) => withSeenHead(all, key, shownHead, Date.now()));
    };
    record();
    document.addEventListener('visibilitychange', record);
    return () => document.removeEventListener('visibilitychange', record);
  }, [active, isHead, key, shownHead]);
  const seen = parseSeenHeads(text);
  const since = Object.hasOwn(seen, key) ? seen[key]?.before : undefined;
  return {
    since: since === shownHead ? undefined : (since ?? undefined),
    dismiss: () => change((all) => withoutBefore(all, key)),
  };
}

const listeners = new Set<() => void>();

function readText(): string | null {
  return localStorage.getItem(storageKey);
}

function change(update: (all: SeenHeads) => SeenHeads): void {
  const all = parseSeenHeads(readText());
  const next = update(all);
  if (next === all) return;
  try {
    localStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    // Without storage the page offers no commits since the last look.
    return;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}
