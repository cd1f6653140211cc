import { type RefObject, useEffect } from 'react';
import { parseRoute, parseSearch } from '../../shared/routing/route.ts';
import type { BranchAddress } from '../status/named-branch.ts';
import { type BoardLayout, findRowFrom, listVisible } from './board-layout.ts';
import { findKey } from './use-interaction.ts';

/** Moves through all rows of the board, including those that are not rendered. */
interface BoardNavigator {
  /** To the next or previous row; without a current row, to the first visible one. */
  move: (step: 1 | -1) => void;
  focusChat: (chatId: string) => void;
  /** The chats from one to the other, in the order of their rows. */
  listBetween: (from: string, to: string) => string[];
}

const rowLink = '[data-row-link]';
let navigator: BoardNavigator | undefined;

/** Returns a function that unregisters it. */
function registerBoardNavigator(board: BoardNavigator): () => void {
  navigator = board;
  return () => {
    if (navigator === board) navigator = undefined;
  };
}

/** Moves the focus to the next or previous row, starting at the open chat. */
export function moveRowFocus(step: 1 | -1): void {
  navigator?.move(step);
}

export function openFocusedRow(): void {
  const link = document.activeElement;
  if (link instanceof HTMLElement && link.matches(rowLink)) link.click();
}

/** The chat and the branch of the row that has the focus. */
export interface FocusedRow extends BranchAddress {
  chatId: string;
}

export function findFocusedRow(): FocusedRow | undefined {
  const link = document.activeElement;
  if (!(link instanceof HTMLAnchorElement) || !link.matches(rowLink)) return undefined;
  const route = parseRoute(link.pathname);
  if (route.page !== 'chat') return undefined;
  const { origin, branch } = parseSearch(link.search);
  return { chatId: route.chatId, origin, branch };
}

export function focusChatRow(chatId: string): void {
  navigator?.focusChat(chatId);
}

export function listChatsBetween(from: string, to: string): string[] {
  return navigator?.listBetween(from, to) ?? [];
}

const scrollKeys = new Set(['Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', ' ']);

/** Registers the board for keyboard navigation, and lets the scroll keys scroll it. */
export function useBoardKeys(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  currentChatId: string | undefined,
  focusRow: (key: string) => void,
): void {
  useEffect(() => {
    const focusIndex = (index: number | undefined) => {
      const item = index === undefined ? undefined : layout.items[index];
      if (item) focusRow(item.key);
    };
    return registerBoardNavigator({
      move: (step) => {
        const from = findStartIndex(layout, currentChatId);
        const first = () => findFirstInView(layout, scroller.current);
        focusIndex(from === undefined ? first() : findRowFrom(layout, from, step));
      },
      focusChat: (chatId) => focusIndex(layout.indexes.get(chatId)),
      listBetween: (from, to) => listBetween(layout, from, to),
    });
  }, [scroller, layout, currentChatId, focusRow]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const plain = !(event.ctrlKey || event.metaKey || event.altKey);
      if (event.target !== document.body || !plain || !scrollKeys.has(event.key)) return;
      // The browser then handles the key and scrolls the board.
      scroller.current?.focus({ preventScroll: true });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [scroller]);
}

function listBetween({ items, indexes }: BoardLayout, from: string, to: string): string[] {
  const end = indexes.get(to);
  if (end === undefined) return [];
  const start = indexes.get(from) ?? end;
  return items
    .slice(Math.min(start, end), Math.max(start, end) + 1)
    .flatMap((item) => (item.kind === 'row' && !item.nested ? [item.chat.id] : []));
}

function findStartIndex(
  layout: BoardLayout,
  currentChatId: string | undefined,
): number | undefined {
  const focused = findKey(document.activeElement);
  return layout.indexes.get(focused ?? '') ?? layout.indexes.get(currentChatId ?? '');
}

function findFirstInView(layout: BoardLayout, element: HTMLElement | null): number | undefined {
  if (!element) return undefined;
  const view = { top: element.scrollTop, height: element.clientHeight };
  const first = listVisible(layout, view).find(({ kind }) => kind === 'row');
  return layout.indexes.get(first?.key ?? '');
}

/**
 * A click anywhere in a row follows its link, except on other links and buttons and while text is
 * selected.
 */
export function useRowClicks(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener('click', (event) => follow(event), { signal });
    element.addEventListener('auxclick', (event) => openInNewTab(event), { signal });
    return () => stop.abort();
  }, [scroller]);
}

function follow(event: MouseEvent): void {
  const link = findRowLink(event.target);
  if (!link || document.getSelection()?.isCollapsed === false) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  if (ctrlKey || metaKey || shiftKey) return void open(link.href, '_blank', 'noopener');
  link.focus({ preventScroll: true });
  link.click();
}

function openInNewTab(event: MouseEvent): void {
  const link = event.button === 1 ? findRowLink(event.target) : null;
  if (link) open(link.href, '_blank', 'noopener');
}

/** Null if the target is itself a link or button. */
function findRowLink(target: EventTarget | null): HTMLAnchorElement | null {
  if (!(target instanceof Element) || target.closest('a, button')) return null;
  return target.closest('.row')?.querySelector('[data-row-link]') ?? null;
}
