import { type ChatView, type Search, toHref } from '../../shared/routing/route.ts';

const toChatPath = (chatId: string) => `/chats/${encodeURIComponent(chatId)}`;

/** Another part of the same chat: filter, branch and the line of the diff stay as they are. */
export function toViewHref(chatId: string, search: Search, view: ChatView): string {
  return toHref(toChatPath(chatId), { ...search, view: view === 'diff' ? '' : view });
}

/** The same part for another branch; a line belongs to the diff of one branch alone. */
export function toBranchHref(
  chatId: string,
  search: Search,
  branch: { origin: string; branch: string },
): string {
  return toHref(toChatPath(chatId), { ...search, ...branch, file: '', line: '' });
}
