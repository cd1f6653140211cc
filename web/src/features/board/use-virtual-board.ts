import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type BoardLayout, toItemHeight } from './board-layout.ts';
import type { Reader } from './use-interaction.ts';
import { type Range, toDrawn } from './visible-range.ts';

/** Draws what is in view, around it, and what the reader is at. */
export function useVirtualBoard(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  reader: Reader,
) {
  const [pinned, setPinned] = useState<string>();
  const { items, measures } = layout;
  const estimateSize = (index: number) => {
    const item = items[index];
    return item ? toItemHeight(item, measures) : measures.row;
  };
  // New with every layout, which is how the virtualizer knows that one came.
  const getItemKey = useCallback((index: number) => layout.items[index]?.key ?? index, [layout]);
  const rangeExtractor = useCallback(
    (range: Range) => toDrawn(layout, range, [pinned, reader.focusedKey], reader.selectedKeys),
    [layout, pinned, reader],
  );
  const speed = useScrollSpeed(scroller);
  // oxlint-disable-next-line react/incompatible-library -- nothing here is memoized by its functions
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    rangeExtractor,
    overscan: 0,
    scrollPaddingStart: measures.heading,
    scrollPaddingEnd: measures.heading,
  });
  /** Works for rows that are not drawn, too. */
  const focusRow = useCallback(
    (key: string, scroll = true) => {
      const index = layout.indexes.get(key);
      if (index === undefined) return;
      flushSync(() => setPinned(key));
      const row = `[data-key="${CSS.escape(key)}"] [data-row-link]`;
      scroller.current?.querySelector<HTMLElement>(row)?.focus({ preventScroll: true });
      if (scroll) virtualizer.scrollToIndex(index, { align: 'auto' });
    },
    [layout, scroller, virtualizer],
  );
  const flying = virtualizer.isScrolling && speed.current.flying;
  /** What the keys go to is never a sketch: it could not take the focus, and the step would be lost. */
  const isFlying = (key: string) => flying && key !== pinned;
  return { virtualizer, focusRow, isFlying };
}

export type VirtualBoard = ReturnType<typeof useVirtualBoard>;

/** Between two frames: nobody reads rows that are somewhere else in the next one. */
const flyingStepPx = 200;
/** After a rest, one long step is a jump to something that is to be read. */
const restMs = 150;

interface Speed {
  top: number;
  atMs: number;
  flying: boolean;
}

/** Known before whoever else hears of the same scroll event. */
function useScrollSpeed(scroller: RefObject<HTMLElement | null>) {
  const speed = useRef<Speed>({ top: 0, atMs: 0, flying: false });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = ({ timeStamp: atMs }: Event) => {
      const top = element.scrollTop;
      const { top: before, atMs: beforeMs } = speed.current;
      const flying = Math.abs(top - before) > flyingStepPx && atMs - beforeMs < restMs;
      speed.current = { top, atMs, flying };
    };
    const options = { capture: true, passive: true };
    element.addEventListener('scroll', onScroll, options);
    return () => element.removeEventListener('scroll', onScroll, options);
  }, [scroller]);
  return speed;
}
