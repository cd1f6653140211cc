import { useMemo } from 'react';
import { navigate } from '../../shared/routing/location.ts';
import { chatViews, type Search } from '../../shared/routing/route.ts';
import { useShortcuts } from '../../shared/use-shortcuts.ts';
import { toPanelId } from './panel-id.ts';
import { toViewHref } from './view-href.ts';

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
