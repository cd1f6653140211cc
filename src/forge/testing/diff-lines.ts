import { parsePatch } from 'diff';

/** A line of one side of a diff. */
export interface DiffLine {
  path: string;
  side: 'old' | 'new';
  line: number;
}

/** Whether a diff shows the line: a forge takes comments for no other. */
export function hasDiffLine(diff: string, { path, side, line }: DiffLine): boolean {
  const name = side === 'old' ? `a/${path}` : `b/${path}`;
  const patch = parsePatch(diff).find(
    ({ oldFileName, newFileName }) => (side === 'old' ? oldFileName : newFileName) === name,
  );
  return (patch?.hunks ?? []).some((hunk) => {
    const start = side === 'old' ? hunk.oldStart : hunk.newStart;
    const count = side === 'old' ? hunk.oldLines : hunk.newLines;
    return line >= start && line < start + count;
  });
}
