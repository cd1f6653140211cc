import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { type BoardLayout, getItemHeight } from './board-layout.ts';
import { ScrollSpeed } from './scroll-speed.ts';
import type { Interaction } from './use-interaction.ts';
import { listRenderedIndexes, type Range } from './visible-range.ts';

/** Renders the visible items, some around them, and those the reader interacts with. */
export function useVirtualBoard(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  interaction: Interaction,
) {
  const [pinned, setPinned] = useState<string>();
  const { items, heights } = layout;
  const estimateSize = (index: number) => {
    const item = items[index];
    return item ? getItemHeight(item, heights) : heights.row;
  };
  // The virtualizer recognizes a changed layout by a new function.
  const getItemKey = useCallback((index: number) => layout.items[index]?.key ?? index, [layout]);
  const rangeExtractor = useCallback(
    (range: Range) =>
      listRenderedIndexes(
        layout,
        range,
        [pinned, interaction.focusedKey],
        interaction.selectedKeys,
      ),
    [layout, pinned, interaction],
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
    scrollPaddingStart: heights.heading,
    scrollPaddingEnd: heights.heading,
  });
  /** Also works for rows that are not rendered. */
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
  const fast = virtualizer.isScrolling && speed.isFast;
  /** A placeholder cannot take the focus, so the target of a key is always rendered in full. */
  const isPlaceholder = (key: string) => fast && key !== pinned;
  return { virtualizer, focusRow, isPlaceholder };
}

export type VirtualBoard = ReturnType<typeof useVirtualBoard>;

/** Listens in the capture phase, so that the speed is known before other scroll listeners run. */
function useScrollSpeed(scroller: RefObject<HTMLElement | null>) {
  const [speed] = useState(() => new ScrollSpeed());
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = ({ timeStamp }: Event) => {
      speed.move(element.scrollTop, timeStamp);
      setTimeout(() => speed.show(performance.now()));
    };
    const options = { capture: true, passive: true };
    element.addEventListener('scroll', onScroll, options);
    return () => element.removeEventListener('scroll', onScroll, options);
  }, [scroller, speed]);
  return speed;
}
