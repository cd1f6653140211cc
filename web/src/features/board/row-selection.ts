import { useSyncExternalStore } from 'react';
import { findFocusedRow, listChatsBetween, moveRowFocus } from './row-navigation.ts';

const nothing: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();
let selected = nothing;
/** Where a range begins: the row that was selected last without a range. */
let anchor: string | undefined;

/** The ids of the chats that are selected, to act on them at once. */
export function useSelectedChats(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, getSelectedChats);
}

export function getSelectedChats(): ReadonlySet<string> {
  return selected;
}

export function toggleSelected(chatId: string): void {
  const next = new Set(selected);
  if (!next.delete(chatId)) next.add(chatId);
  anchor = chatId;
  select(next);
}

/** Selects the rows from the one that was selected last to this one. */
export function selectUpTo(chatId: string): void {
  anchor ??= chatId;
  select(new Set([...selected, ...listChatsBetween(anchor, chatId)]));
}

export function clearSelection(): void {
  anchor = undefined;
  if (selected.size > 0) select(nothing);
}

/** Forgets chats that are no longer listed. */
export function keepSelected(listed: ReadonlySet<string>): void {
  const kept = [...selected].filter((id) => listed.has(id));
  if (kept.length < selected.size) select(new Set(kept));
}

/** The selected chats, else that of the row with the focus. */
export function listTargets(): string[] {
  if (selected.size > 0) return [...selected];
  const row = findFocusedRow();
  return row === undefined ? [] : [row.chatId];
}

const onFocusedRow = (act: (chatId: string) => void) => () => {
  const row = findFocusedRow();
  if (row !== undefined) act(row.chatId);
};

const extend = (step: 1 | -1) => () => {
  onFocusedRow(selectUpTo)();
  moveRowFocus(step);
  onFocusedRow(selectUpTo)();
};

export const selectionShortcuts = {
  x: onFocusedRow(toggleSelected),
  X: onFocusedRow(selectUpTo),
  'Shift+ArrowDown': extend(1),
  'Shift+ArrowUp': extend(-1),
};

function select(next: ReadonlySet<string>): void {
  selected = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
