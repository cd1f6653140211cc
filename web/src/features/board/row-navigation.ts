import { type RefObject, useEffect } from 'react';
import { type BoardLayout, findRowFrom, listSeen } from './board-layout.ts';
import { findKey } from './use-interaction.ts';

/** What the board can do for the keyboard; it knows all rows, not only the drawn ones. */
export interface BoardNavigator {
  /** To the next or previous row; from nowhere, to the first one in view. */
  move: (step: 1 | -1) => void;
  focusChat: (chatId: string) => void;
}

const rowLink = '[data-row-link]';
let navigator: BoardNavigator | undefined;

/** Returns how to end it. */
export function registerNavigator(board: BoardNavigator): () => void {
  navigator = board;
  return () => {
    if (navigator === board) navigator = undefined;
  };
}

/** Moves the focus to the next or previous line of the board; it starts at the open chat. */
export function moveRowFocus(step: 1 | -1): void {
  navigator?.move(step);
}

export function openFocusedRow(): void {
  const link = document.activeElement;
  if (link instanceof HTMLElement && link.matches(rowLink)) link.click();
}

/** The chat that a keyboard reader is at, to be refreshed. */
export function findFocusedChatId(): string | undefined {
  const link = document.activeElement;
  if (!(link instanceof HTMLAnchorElement) || !link.matches(rowLink)) return undefined;
  return decodeURIComponent(link.pathname.split('/')[2] ?? '') || undefined;
}

/** After Escape the reader is where they were. */
export function focusRowOf(chatId: string): void {
  navigator?.focusChat(chatId);
}

const scrollKeys = new Set(['Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', ' ']);

/** The keyboard goes through all rows, whether they are drawn or not. */
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
    return registerNavigator({
      move: (step) => {
        const from = findStart(layout, currentChatId);
        const first = () => findFirstInView(layout, scroller.current);
        focusIndex(from === undefined ? first() : findRowFrom(layout, from, step));
      },
      focusChat: (chatId) => focusIndex(layout.indexes.get(chatId)),
    });
  }, [scroller, layout, currentChatId, focusRow]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const plain = !(event.ctrlKey || event.metaKey || event.altKey);
      if (event.target !== document.body || !plain || !scrollKeys.has(event.key)) return;
      // From here on the browser scrolls, as the key always does.
      scroller.current?.focus({ preventScroll: true });
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [scroller]);
}

function findStart(layout: BoardLayout, currentChatId: string | undefined): number | undefined {
  const focused = findKey(document.activeElement);
  return layout.indexes.get(focused ?? '') ?? layout.indexes.get(currentChatId ?? '');
}

function findFirstInView(layout: BoardLayout, element: HTMLElement | null): number | undefined {
  if (!element) return undefined;
  const view = { top: element.scrollTop, height: element.clientHeight };
  const first = listSeen(layout, view).find(({ kind }) => kind === 'row');
  return layout.indexes.get(first?.key ?? '');
}

/**
 * The whole line opens its chat, as its link does; what has an aim of its own does that, and whoever
 * selects text opens nothing.
 */
export function useRowClicks(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener('click', (event) => follow(event), { signal });
    element.addEventListener('auxclick', (event) => openBeside(event), { signal });
    return () => stop.abort();
  }, [scroller]);
}

function follow(event: MouseEvent): void {
  const link = findLink(event.target);
  if (!link || document.getSelection()?.isCollapsed === false) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  if (ctrlKey || metaKey || shiftKey) return void open(link.href, '_blank', 'noopener');
  link.focus({ preventScroll: true });
  link.click();
}

function openBeside(event: MouseEvent): void {
  const link = event.button === 1 ? findLink(event.target) : null;
  if (link) open(link.href, '_blank', 'noopener');
}

/** Null where the reader has hit something else that can be clicked. */
function findLink(target: EventTarget | null): HTMLAnchorElement | null {
  if (!(target instanceof Element) || target.closest('a, button')) return null;
  return target.closest('.row')?.querySelector('[data-row-link]') ?? null;
}
