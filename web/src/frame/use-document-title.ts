import { useEffect } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { useDisconnected } from '../api/connection-state.ts';
import { countWaiting } from '../features/status/sections.ts';
import { useNow } from '../shared/clock.ts';
import { messages } from '../text/messages.ts';
import { useDelayed } from '../ui/use-delayed.ts';

const disconnectedDelayMs = 2_000;

/** `(2) Health · Afterpush`: how many chats need a person, or that this is not known now. */
export function useDocumentTitle(name: string, chats: readonly Chat[] | undefined): void {
  const waiting = useNow((nowMs) => (chats ? countWaiting(chats, nowMs) : 0));
  const disconnected = useDelayed(useDisconnected(), disconnectedDelayMs);
  useEffect(() => {
    document.title = formatTitle(name, waiting, disconnected);
  }, [name, waiting, disconnected]);
}

export function formatTitle(name: string, waiting: number, disconnected: boolean): string {
  const title = name === '' ? messages.product : `${name} · ${messages.product}`;
  if (disconnected) return `${messages.connection.offline} · ${title}`;
  return waiting > 0 ? `(${waiting}) ${title}` : title;
}
