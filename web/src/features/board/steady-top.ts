import { toMedianShift } from '../../ui/median-shift.ts';
import { type BoardLayout, listSeen, type View } from './board-layout.ts';

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
  return toMedianShift(toTops(before, seen), toTops(after, seen));
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
