import { useSyncExternalStore } from 'react';

/** The chats that are to be snoozed, once the reader has chosen until when. */
export interface SnoozeRequest {
  chatIds: readonly string[];
  /** What the menu is beside, and what gets the focus back. */
  anchor: Element | null;
}

const listeners = new Set<() => void>();
let request: SnoozeRequest | undefined;

export function useSnoozeRequest(): SnoozeRequest | undefined {
  return useSyncExternalStore(subscribe, () => request);
}

/** Beside what has the focus, else beside the button of the toolbar. */
export function openSnoozeMenu(chatIds: readonly string[]): void {
  if (chatIds.length === 0) return;
  const focused = document.activeElement;
  const button = document.querySelector('[data-snooze]');
  set({ chatIds, anchor: focused === document.body ? button : focused });
}

export function closeSnoozeMenu(): void {
  set(undefined);
}

function set(next: SnoozeRequest | undefined): void {
  request = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
