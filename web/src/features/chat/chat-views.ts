import { useMemo } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import {
  type ChatView,
  chatViews,
  type Search,
  toBranchSearch,
  toHref,
} from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { useShortcuts } from '../../shared/use-shortcuts.ts';

const toChatPath = (chatId: string) => `/chats/${encodeURIComponent(chatId)}`;

/** Another view of the same chat; keeps the filter, the branch and the line of the diff. */
export function toViewHref(chatId: string, search: Search, view: ChatView): string {
  return toHref(toChatPath(chatId), { ...search, view: view === 'diff' ? '' : view, check: '' });
}

/** The log of a check, in place of the list of checks. */
export function toLogHref(chatId: string, search: Search, checkId: string): string {
  return toHref(toChatPath(chatId), { ...search, view: 'checks', check: checkId });
}

/** The same view of another branch; drops lines and commits, which belong to one branch. */
export function toBranchHref(chatId: string, search: Search, branch: DiffStatus): string {
  const address = toBranchSearch(branch);
  const none = { check: '', file: '', line: '', commit: '', from: '', to: '' };
  return toHref(toChatPath(chatId), { ...search, ...address, ...none });
}

export function toPanelId(view: ChatView): string {
  return `chat-${view}`;
}

/** `1` to `5` open a view of the chat and focus it, so that the arrow keys scroll it. */
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
