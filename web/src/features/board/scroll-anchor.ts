import { type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { type BoardLayout, findRowNear, listSeen, type View } from './board-layout.ts';
import { type Reader, restoreSelection } from './use-interaction.ts';
import type { VirtualBoard } from './use-virtual-board.ts';

/** What must not move: an item that was just acted upon, or one that is merely looked at. */
export interface Anchor {
  key: string;
  /** Acted upon: it stays under the hand whatever the others do. */
  held: boolean;
}

/** Where to scroll so that a reader goes on seeing what they saw. */
export function toSteadyTop(
  before: BoardLayout,
  after: BoardLayout,
  view: View,
  anchor?: Anchor,
): number {
  const seen = listSeen(before, view).map(({ key }) => key);
  return Math.max(0, view.top + toShift(before, after, seen, anchor));
}

function toShift(
  before: BoardLayout,
  after: BoardLayout,
  seen: readonly string[],
  anchor: Anchor | undefined,
): number {
  const shifts = seen.map((key) => findShift(before, after, key));
  const at = anchor ? seen.indexOf(anchor.key) : -1;
  const own = shifts[at];
  const sameHeight = before.measures.row === after.measures.row;
  if (own !== undefined && (anchor?.held || !sameHeight)) return own;
  if (!sameHeight) return shifts.find((shift) => shift !== undefined) ?? 0;
  // A row that went elsewhere does not take the view with it: its neighbours did not move as it did.
  const stands = own === shifts[at - 1] || own === shifts[at + 1];
  if (own !== undefined && stands) return own;
  return computeMedianShift(toTops(before, seen), toTops(after, seen));
}

function findShift(before: BoardLayout, after: BoardLayout, key: string): number | undefined {
  const from = findTop(before, key);
  const to = findTop(after, key);
  return from === undefined || to === undefined ? undefined : to - from;
}

function toTops(layout: BoardLayout, keys: readonly string[]): Map<string, number> {
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
 * What a reader sees stays where it is when rows come, go and change their place; so do their focus
 * and what they have selected. Returns how to say what was acted upon, which must not move at all.
 */
export function useSteadyBoard(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  /** Another view of the list starts at its top. */
  view: string,
  reader: Reader,
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
    const resized = previous.layout.measures !== layout.measures;
    const anchor = findAnchor(reader, held.current ?? (resized ? currentChatId : undefined));
    held.current = undefined;
    // A list that has become shorter was cut to its new height by now.
    const shorter = layout.items.length < previous.layout.items.length;
    const seen = shorter ? (virtualizer.scrollOffset ?? 0) : element.scrollTop;
    // At the very top, with nobody at it, what comes in is seen.
    const atTop = previous.view !== view || (seen < 1 && anchor === undefined);
    const top = atTop
      ? 0
      : toSteadyTop(previous.layout, layout, { top: seen, height: element.clientHeight }, anchor);
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTo({ top, behavior: 'instant' });
    restoreSelection(reader);
    keepFocus(element, previous.layout, layout, reader);
  }, [scroller, layout, view, reader, currentChatId, virtualizer]);
  return useCallback((key: string) => {
    held.current = key;
  }, []);
}

function findAnchor(reader: Reader, held: string | undefined): Anchor | undefined {
  if (held !== undefined) return { key: held, held: true };
  const key = reader.focusedKey ?? reader.selectedKeys?.[0] ?? reader.findPointedKey();
  return key === undefined ? undefined : { key, held: false };
}

/** The row with the focus has gone: the one that took its place has it. */
function keepFocus(
  element: HTMLElement,
  before: BoardLayout,
  after: BoardLayout,
  reader: Reader,
): void {
  const key = reader.focusedKey;
  const index = key === undefined ? undefined : before.indexes.get(key);
  if (key === undefined || index === undefined || after.indexes.has(key)) return;
  if (document.activeElement !== document.body) return;
  const near = findRowNear(after, index);
  const nearKey = near === undefined ? '' : (after.items[near]?.key ?? '');
  const row = `[data-key="${CSS.escape(nearKey)}"] [data-row-link]`;
  element.querySelector<HTMLElement>(row)?.focus({ preventScroll: true });
}

/** How far most rows moved: one row that went elsewhere does not take the view with it. */
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
