import { useMemo } from 'react';
import { type ChatView, chatViews, type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { useShortcuts } from '../../shared/use-shortcuts.ts';

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

export function toPanelId(view: ChatView): string {
  return `chat-${view}`;
}

/** `1` to `4` go to a part of the chat, and the arrow keys then scroll it. */
export function useViewKeys(chatId: string, search: Search): void {
  const shortcuts = useMemo(() => {
    const entries = chatViews.map((view, index) => {
      const go = () => {
        navigate(toViewHref(chatId, search, view));
        requestAnimationFrame(() =>
          document.getElementById(toPanelId(view))?.focus({ preventScroll: true }),
        );
      };
      return [String(index + 1), go];
    });
    return Object.fromEntries(entries) as Record<string, () => void>;
  }, [chatId, search]);
  useShortcuts(shortcuts);
}
