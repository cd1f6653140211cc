import type { FileDiffMetadata, SelectedLineRange, SelectionSide } from '@pierre/diffs';

export interface LinePoint {
  side: SelectionSide;
  lineNumber: number;
}

/** Where each hunk of a file begins. */
export function listHunkStarts({ hunks }: Pick<FileDiffMetadata, 'hunks'>): LinePoint[] {
  return hunks.map((hunk) =>
    hunk.additionCount > 0 && !startsWithDeletion(hunk)
      ? { side: 'additions', lineNumber: hunk.additionStart }
      : { side: 'deletions', lineNumber: hunk.deletionStart },
  );
}

function startsWithDeletion({ hunkContent }: FileDiffMetadata['hunks'][number]): boolean {
  const [first] = hunkContent;
  return first?.type === 'change' && first.deletions > 0;
}

/** The last of the rising `tops` at or above `at`; -1 before the first. */
export function findLastAbove(tops: readonly number[], at: number): number {
  return tops.findLastIndex((top) => top <= at);
}

export interface HunkPlace {
  file: number;
  /** -1: above its first hunk. */
  hunk: number;
}

/** The hunk after or before a place, over files that show none; undefined at the end. */
export function findNextHunk(
  hunkCounts: readonly number[],
  from: HunkPlace,
  direction: 1 | -1,
): HunkPlace | undefined {
  const within = from.hunk + direction;
  if (within >= 0 && within < (hunkCounts[from.file] ?? 0)) return { ...from, hunk: within };
  for (let file = from.file + direction; file in hunkCounts; file += direction) {
    const count = hunkCounts[file] ?? 0;
    if (count > 0) return { file, hunk: direction === 1 ? 0 : count - 1 };
  }
  return undefined;
}

/** The lines of a hunk after the change, or before it when it left none. */
export function toHunkRange(
  hunk: FileDiffMetadata['hunks'][number],
): SelectedLineRange | undefined {
  if (hunk.additionCount > 0) {
    const { additionStart: start, additionCount } = hunk;
    return { start, side: 'additions', end: start + additionCount - 1, endSide: 'additions' };
  }
  if (hunk.deletionCount === 0) return undefined;
  const { deletionStart: start, deletionCount } = hunk;
  return { start, side: 'deletions', end: start + deletionCount - 1, endSide: 'deletions' };
}
