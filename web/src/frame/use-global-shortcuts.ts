import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  archiveChats,
  readAllChats,
  refreshChats,
  toggleRead,
  undoLastAction,
} from '../features/board/board-actions.ts';
import { toggleInbox } from '../features/board/inbox-button.tsx';
import { focusChatRow, moveRowFocus, openFocusedRow } from '../features/board/row-navigation.ts';
import {
  clearSelection,
  getSelectedChats,
  listTargets,
  selectionShortcuts,
} from '../features/board/row-selection.ts';
import { openSnoozeMenu } from '../features/board/snooze-request.ts';
import { openViews } from '../features/board/views-button.tsx';
import { toViewHref } from '../features/chat/chat-views.ts';
import { type Route, type Search, toBoardHref } from '../shared/routing/route.ts';
import { navigate } from '../shared/routing/router.tsx';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { focusMain } from './page-main.tsx';

/** The keys that work everywhere except in text fields. */
export function useGlobalShortcuts(route: Route, search: Search, onHelp: () => void): void {
  const queryClient = useQueryClient();
  const shortcuts = useMemo(() => {
    const always = {
      j: () => moveRowFocus(1),
      k: () => moveRowFocus(-1),
      o: openFocusedRow,
      '/': () => document.querySelector<HTMLInputElement>('[data-filter]')?.select(),
      g: openViews,
      '?': onHelp,
      Escape: () => leave(route, search),
    };
    if (route.page === 'chat') return always;
    const refresh = () => {
      const targets = listTargets();
      if (targets.length === 0) void queryClient.invalidateQueries();
      else void refreshChats(queryClient, targets);
    };
    if (route.page !== 'board') return { ...always, r: refresh };
    return {
      ...always,
      i: toggleInbox,
      ...selectionShortcuts,
      r: refresh,
      e: () => void archiveChats(queryClient, listTargets()),
      u: () => void toggleRead(queryClient, listTargets()),
      U: () => void readAllChats(queryClient),
      s: () => openSnoozeMenu(listTargets()),
      z: () => void undoLastAction(queryClient),
    };
  }, [route, search, onHelp, queryClient]);
  useShortcuts(shortcuts);
}

/**
 * Escape goes back one step at a time: it leaves the filter box, clears the selection, then the filter, closes a log, leaves
 * the page.
 */
function leave(route: Route, search: Search): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLInputElement) return focusMain();
  if (route.page === 'board' && getSelectedChats().size > 0) return clearSelection();
  if (route.page === 'chat') {
    const { chatId } = route;
    if (search.check !== '') return navigate(toViewHref(chatId, search, 'checks'));
    navigate(toBoardHref(search));
    requestAnimationFrame(() => focusChatRow(chatId));
  } else if (route.page === 'board') {
    navigate('/', 'replace');
  } else {
    navigate(toBoardHref(search));
  }
}
