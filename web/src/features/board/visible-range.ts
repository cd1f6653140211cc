import type { BoardLayout } from './board-layout.ts';

/** The items in view, first and last. */
export interface Range {
  startIndex: number;
  endIndex: number;
}

const around = 8;
/** A selection that is longer loses its middle when it is copied, but not its ends. */
const longestSelection = 300;

/**
 * Which items are in the document, in their order: those in view and around it, every heading (people
 * jump from one to the next), and what the reader is at, however far away.
 */
export function toDrawn(
  layout: BoardLayout,
  { startIndex, endIndex }: Range,
  readerKeys: readonly (string | undefined)[],
  selected: readonly [string, string] | undefined,
): number[] {
  const last = layout.items.length - 1;
  const drawn = new Set<number>();
  addRange(drawn, Math.max(0, startIndex - around), Math.min(last, endIndex + around));
  for (const index of layout.headings) drawn.add(index);
  for (const key of readerKeys) addKey(drawn, layout, key);
  const ends = selected?.map((key) => layout.indexes.get(key) ?? -1).filter((end) => end >= 0);
  for (const end of ends ?? []) drawn.add(end);
  const [from = 0, to = -1] = ends?.toSorted((left, right) => left - right) ?? [];
  if (to - from <= longestSelection) addRange(drawn, from, to);
  return [...drawn].toSorted((left, right) => left - right);
}

/** The heading that stays on top while its section is in view. */
export function findStickyHeading(layout: BoardLayout, startIndex: number): number {
  return layout.headings.findLast((index) => index <= startIndex) ?? -1;
}

function addRange(drawn: Set<number>, from: number, to: number): void {
  for (let index = from; index <= to; index += 1) drawn.add(index);
}

function addKey(drawn: Set<number>, layout: BoardLayout, key: string | undefined): void {
  const index = key === undefined ? undefined : layout.indexes.get(key);
  if (index !== undefined) drawn.add(index);
}
