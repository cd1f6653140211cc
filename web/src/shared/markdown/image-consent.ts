import { useSyncExternalStore } from 'react';

const key = 'afterpush.images';
const mostChats = 200;

/** The chats whose images the reader wants to see, the latest last. */
let chats: readonly string[] | undefined;
const listeners = new Set<() => void>();

/** Whether images of this chat may be requested, and how to allow it. They are never without a click. */
export function useImageConsent(chatId: string): [boolean, () => void] {
  const allowed = useSyncExternalStore(subscribe, () => listChats().includes(chatId));
  const allow = () => {
    chats = [...listChats().filter((id) => id !== chatId), chatId].slice(-mostChats);
    localStorage.setItem(key, JSON.stringify(chats));
    for (const listener of listeners) listener();
  };
  return [allowed, allow];
}

function listChats(): readonly string[] {
  chats ??= parseChats(localStorage.getItem(key));
  return chats;
}

export function parseChats(stored: string | null): readonly string[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
