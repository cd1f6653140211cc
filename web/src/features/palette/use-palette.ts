import { useCallback, useState } from 'react';
import type { Route } from '../../shared/routing/route.ts';
import { useCommandKey } from '../../shared/use-shortcuts.ts';
import { findFocusedChatId } from '../board/row-navigation.ts';

export interface PaletteState {
  /** It was opened once, so its code is loaded. */
  wanted: boolean;
  open: boolean;
  /** The chat that was open or focused when the menu opened. */
  chatId: string | undefined;
  toggle: () => void;
  close: () => void;
}

export function usePalette(route: Route): PaletteState {
  const [wanted, setWanted] = useState(false);
  const [open, setOpen] = useState(false);
  const [chatId, setChatId] = useState<string>();
  const toggle = useCallback(() => {
    // Before the menu takes the focus away from the row.
    if (!open) setChatId(route.page === 'chat' ? route.chatId : findFocusedChatId());
    setWanted(true);
    setOpen(!open);
  }, [open, route]);
  const close = useCallback(() => setOpen(false), []);
  useCommandKey('k', toggle);
  return { wanted, open, chatId, toggle, close };
}
