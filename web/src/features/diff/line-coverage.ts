import type { FileDiffMetadata, SelectedLineRange } from '@pierre/diffs';

/** Whether a hunk holds the line that a range begins at. */
export function coversLine(
  { hunks }: Pick<FileDiffMetadata, 'hunks'>,
  { start, side }: SelectedLineRange,
): boolean {
  return hunks.some((hunk) => {
    const [first, count] =
      side === 'deletions'
        ? [hunk.deletionStart, hunk.deletionCount]
        : [hunk.additionStart, hunk.additionCount];
    return start >= first && start < first + count;
  });
}
