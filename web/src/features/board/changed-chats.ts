import { useEffect, useMemo, useRef, useState } from 'react';
import { toReason } from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { findMergeTrouble } from '../../../../src/contract/pull-request-state.ts';

/** These fields change without a visible change of the chat. */
const ignoredFields: ReadonlySet<keyof DiffStatus> = new Set<keyof DiffStatus>([
  'refreshed_at',
  'stale_at',
  'updated_at',
  'revision',
  'failure',
  'pull_request_changed_at',
  // That somebody has read it changes nothing to see.
  'unread_from',
  // Recomputed after every merge to the base; only merge trouble counts as a change.
  'mergeable',
  'mergeability',
]);

export type ChatsById = ReadonlyMap<string, Chat>;

export function indexById(chats: readonly Chat[]): ChatsById {
  return new Map(chats.map((chat) => [chat.id, chat]));
}

/** The ids of chats that are new or look different. The first list contains no changes. */
export function listChanged(before: ChatsById | undefined, after: ChatsById): string[] {
  if (before === undefined) return [];
  return [...after].filter(([id, chat]) => looksDifferent(before.get(id), chat)).map(([id]) => id);
}

function looksDifferent(before: Chat | undefined, after: Chat): boolean {
  if (before === after) return false;
  return before === undefined || serializeVisible(before) !== serializeVisible(after);
}

function serializeVisible(chat: Chat): string {
  const reasons = chat.diff_statuses.map(toReason);
  const troubles = chat.diff_statuses.map(findMergeTrouble);
  const visible = [chat.title, chat.archived, reasons, troubles, chat.diff_statuses];
  return JSON.stringify(visible, (name, value: unknown) =>
    ignoredFields.has(name as keyof DiffStatus) ? undefined : value,
  );
}

const highlightMs = 2_400;

/** Until when each chat is highlighted. */
type Highlights = ReadonlyMap<string, number>;
const none: Highlights = new Map();

/**
 * The chats that changed a moment ago, so that their rows are highlighted. While the list is still
 * loading, chats that appear are not new.
 */
export function useChangedChats(chats: readonly Chat[], complete: boolean): Highlights {
  const [highlights, setHighlights] = useState(none);
  const current = useMemo(() => indexById(chats), [chats]);
  const before = useRef<ChatsById>(undefined);
  useEffect(() => {
    const changed = listChanged(before.current, current);
    before.current = complete ? current : undefined;
    if (changed.length === 0) return;
    const untilMs = Date.now() + highlightMs;
    setHighlights(
      (current) => new Map([...current, ...changed.map((id) => [id, untilMs] as const)]),
    );
  }, [current, complete]);
  useEffect(() => {
    if (highlights.size === 0) return;
    const nextMs = Math.min(...highlights.values()) - Date.now();
    const timer = setTimeout(() => setHighlights(withoutPast), Math.max(50, nextMs));
    return () => clearTimeout(timer);
  }, [highlights]);
  return highlights;
}

function withoutPast(highlights: Highlights): Highlights {
  const nowMs = Date.now();
  const left = [...highlights].filter(([, untilMs]) => untilMs > nowMs);
  return left.length === 0 ? none : new Map(left);
}
