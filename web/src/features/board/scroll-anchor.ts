import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { type BoardLayout, findNearestRow, listVisible, type View } from './board-layout.ts';
import { type Interaction, restoreSelection } from './use-interaction.ts';
import type { VirtualBoard } from './use-virtual-board.ts';

/** The item that should not move on the screen. */
interface Anchor {
  key: string;
  /** The reader just acted on it, so it must not move at all. */
  held: boolean;
}

/** The scroll position that keeps the visible rows in place. */
export function findScrollTop(
  before: BoardLayout,
  after: BoardLayout,
  view: View,
  anchor?: Anchor,
): number {
  const visible = listVisible(before, view).map(({ key }) => key);
  return Math.max(0, view.top + findShift(before, after, visible, anchor));
}

function findShift(
  before: BoardLayout,
  after: BoardLayout,
  visible: readonly string[],
  anchor: Anchor | undefined,
): number {
  const shifts = visible.map((key) => findItemShift(before, after, key));
  const at = anchor ? visible.indexOf(anchor.key) : -1;
  const own = shifts[at];
  const sameHeight = before.heights.row === after.heights.row;
  if (own !== undefined && (anchor?.held || !sameHeight)) return own;
  if (!sameHeight) return shifts.find((shift) => shift !== undefined) ?? 0;
  // A row that moved away from its neighbours does not take the view with it.
  const movedWithNeighbour = own === shifts[at - 1] || own === shifts[at + 1];
  if (own !== undefined && movedWithNeighbour) return own;
  return computeMedianShift(mapTops(before, visible), mapTops(after, visible));
}

function findItemShift(before: BoardLayout, after: BoardLayout, key: string): number | undefined {
  const from = findTop(before, key);
  const to = findTop(after, key);
  return from === undefined || to === undefined ? undefined : to - from;
}

function mapTops(layout: BoardLayout, keys: readonly string[]): Map<string, number> {
  return new Map(
    keys.flatMap((key) => {
      const top = findTop(layout, key);
      return top === undefined ? [] : [[key, top] as const];
    }),
  );
}

function findTop(layout: BoardLayout, key: string): number | undefined {
  const index = layout.indexes.get(key);
  return index === undefined ? undefined : layout.starts[index];
}

/**
 * Keeps the visible rows, the focus and the selection in place when rows are added, removed or moved.
 * Returns a function that marks the item the reader just acted on, which must not move at all.
 */
export function useScrollAnchor(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  /** Identifies the filter. A changed filter scrolls to the top. */
  view: string,
  interaction: Interaction,
  currentChatId: string | undefined,
  { virtualizer }: VirtualBoard,
): (key: string) => void {
  const before = useRef({ layout, view });
  const held = useRef<string>(undefined);
  useLayoutEffect(() => {
    const element = scroller.current;
    const previous = before.current;
    before.current = { layout, view };
    if (!element || previous.layout === layout) return;
    const resized = previous.layout.heights !== layout.heights;
    const anchor = findAnchor(interaction, held.current ?? (resized ? currentChatId : undefined));
    held.current = undefined;
    // The browser has already clamped the scroll position of a list that became shorter.
    const shorter = layout.items.length < previous.layout.items.length;
    const scrollTop = shorter ? (virtualizer.scrollOffset ?? 0) : element.scrollTop;
    // At the very top and without an anchor, new rows are scrolled into view.
    const atTop = previous.view !== view || (scrollTop < 1 && anchor === undefined);
    const top = atTop
      ? 0
      : findScrollTop(
          previous.layout,
          layout,
          { top: scrollTop, height: element.clientHeight },
          anchor,
        );
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTo({ top, behavior: 'instant' });
    restoreSelection(interaction);
    keepFocus(element, previous.layout, layout, interaction);
  }, [scroller, layout, view, interaction, currentChatId, virtualizer]);
  return useCallback((key: string) => {
    held.current = key;
  }, []);
}

function findAnchor(interaction: Interaction, held: string | undefined): Anchor | undefined {
  if (held !== undefined) return { key: held, held: true };
  const key =
    interaction.focusedKey ?? interaction.selectedKeys?.[0] ?? interaction.findHoveredKey();
  return key === undefined ? undefined : { key, held: false };
}

/** Moves the focus of a removed row to the row that took its place. */
function keepFocus(
  element: HTMLElement,
  before: BoardLayout,
  after: BoardLayout,
  interaction: Interaction,
): void {
  const key = interaction.focusedKey;
  const index = key === undefined ? undefined : before.indexes.get(key);
  if (key === undefined || index === undefined || after.indexes.has(key)) return;
  if (document.activeElement !== document.body) return;
  const near = findNearestRow(after, index);
  const nearKey = near === undefined ? '' : (after.items[near]?.key ?? '');
  const row = `[data-key="${CSS.escape(nearKey)}"] [data-row-link]`;
  element.querySelector<HTMLElement>(row)?.focus({ preventScroll: true });
}

/** How far most rows moved: a single row that moved away does not take the view with it. */
export function computeMedianShift(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  const shifts = [...before]
    .flatMap(([key, top]) => {
      const now = after.get(key);
      return now === undefined ? [] : [now - top];
    })
    .toSorted((left, right) => left - right);
  return shifts[Math.floor(shifts.length / 2)] ?? 0;
}
