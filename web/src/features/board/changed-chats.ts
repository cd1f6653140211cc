import { useEffect, useMemo, useRef, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toReason } from '../status/attention.ts';
import { findMergeTrouble } from '../status/merge-state.ts';

/** These move although nothing happened that a reader would notice. */
const quietNames: ReadonlySet<keyof DiffStatus> = new Set<keyof DiffStatus>([
  'refreshed_at',
  'stale_at',
  'updated_at',
  'revision',
  'failure',
  'pull_request_changed_at',
  // A forge computes it anew after every merge to the base; what is in the way is marked instead.
  'mergeable',
  'mergeability',
]);

export type Seen = ReadonlyMap<string, Chat>;

export function toSeen(chats: readonly Chat[]): Seen {
  return new Map(chats.map((chat) => [chat.id, chat]));
}

/** Chats that are new or look different to a reader. The first list is no change. */
export function listChanged(before: Seen | undefined, after: Seen): string[] {
  if (before === undefined) return [];
  return [...after].filter(([id, chat]) => looksDifferent(before.get(id), chat)).map(([id]) => id);
}

function looksDifferent(before: Chat | undefined, after: Chat): boolean {
  if (before === after) return false;
  return before === undefined || toSignature(before) !== toSignature(after);
}

function toSignature(chat: Chat): string {
  const reasons = chat.diff_statuses.map(toReason);
  const troubles = chat.diff_statuses.map(findMergeTrouble);
  const seen = [chat.title, chat.archived, reasons, troubles, chat.diff_statuses];
  return JSON.stringify(seen, (name, value: unknown) =>
    quietNames.has(name as keyof DiffStatus) ? undefined : value,
  );
}

const markMs = 2_400;

/** Until when each chat is marked as changed. */
type Marks = ReadonlyMap<string, number>;
const none: Marks = new Map();

/**
 * The chats that changed a moment ago, to be marked while the eye finds them. While the list is
 * still being read, what comes in is not new.
 */
export function useChangedChats(chats: readonly Chat[], whole: boolean): Marks {
  const [marks, setMarks] = useState(none);
  const seen = useMemo(() => toSeen(chats), [chats]);
  const before = useRef<Seen>(undefined);
  useEffect(() => {
    const changed = listChanged(before.current, seen);
    before.current = whole ? seen : undefined;
    if (changed.length === 0) return;
    const untilMs = Date.now() + markMs;
    setMarks((known) => new Map([...known, ...changed.map((id) => [id, untilMs] as const)]));
  }, [seen, whole]);
  useEffect(() => {
    if (marks.size === 0) return;
    const nextMs = Math.min(...marks.values()) - Date.now();
    const timer = setTimeout(() => setMarks(withoutPast), Math.max(50, nextMs));
    return () => clearTimeout(timer);
  }, [marks]);
  return marks;
}

function withoutPast(marks: Marks): Marks {
  const nowMs = Date.now();
  const left = [...marks].filter(([, untilMs]) => untilMs > nowMs);
  return left.length === 0 ? none : new Map(left);
}
