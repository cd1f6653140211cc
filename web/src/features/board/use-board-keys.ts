import { type RefObject, useEffect } from 'react';
import { type BoardLayout, findRowFrom, listSeen } from './board-layout.ts';
import { registerNavigator } from './row-focus.ts';
import { findKey } from './use-reader.ts';

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
