import { useCallback, useState } from 'react';
import type { Route, Search } from '../../shared/routing/route.ts';
import { useCommandKey } from '../../shared/use-shortcuts.ts';
import { type FocusedRow, findFocusedRow } from '../board/row-navigation.ts';

export interface PaletteState {
  /** It was opened once, so its code is loaded. */
  wanted: boolean;
  open: boolean;
  /** What was open or focused when the menu opened. */
  target: FocusedRow | undefined;
  toggle: () => void;
  close: () => void;
}

export function usePalette(route: Route, search: Search): PaletteState {
  const [wanted, setWanted] = useState(false);
  const [open, setOpen] = useState(false);
  const [target, setTarget] = useState<FocusedRow>();
  const toggle = useCallback(() => {
    // Before the menu takes the focus away from the row.
    if (!open) setTarget(route.page === 'chat' ? { ...route, ...search } : findFocusedRow());
    setWanted(true);
    setOpen(!open);
  }, [open, route, search]);
  const close = useCallback(() => setOpen(false), []);
  useCommandKey('k', toggle);
  return { wanted, open, target, toggle, close };
}
