import { type Search, toHref } from '../../../shared/routing/route.ts';

/** A thread in the whole diff of a chat, by default the first unresolved one. */
export function toThreadHref(chatId: string, search: Search, thread = 'next'): string {
  const none = { view: '', check: '', file: '', line: '', commit: '', from: '', to: '' };
  return toHref(`/chats/${encodeURIComponent(chatId)}`, { ...search, ...none, thread });
}
