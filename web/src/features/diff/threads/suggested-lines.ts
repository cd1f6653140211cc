import type { ReviewThread } from '../../../../../src/contract/pull-request.ts';

/** The text of a line of the new side; undefined where it is not known. */
export type FindLine = (line: number) => string | undefined;

/**
 * The lines that a suggestion replaces: those of its thread, or what GitLab adds to the word: `-1+2` from one
 * line above to two below. Undefined where the lines are not known.
 */
export function findSuggestedLines(
  thread: ReviewThread,
  range: string,
  findLine: FindLine | undefined,
): string[] | undefined {
  const [, above, below] = /^-(\d{1,3})\+(\d{1,3})$/.exec(range) ?? [];
  const last = thread.line ?? thread.original_line;
  if (last === null || thread.side === 'old') return undefined;
  const start = thread.line === null ? thread.original_start_line : thread.start_line;
  const first = above === undefined ? (start ?? last) : last - Number(above);
  const end = last + Number(below ?? 0);
  const isCurrent = thread.line !== null && thread.outdated !== true;
  const shown = isCurrent && findLine ? listLines(first, end, findLine) : undefined;
  return shown ?? readHunkEnd(thread.hunk, last - first + 1, end - last);
}

function listLines(first: number, last: number, findLine: FindLine): string[] | undefined {
  const lines: string[] = [];
  for (let line = first; line <= last; line++) {
    const text = findLine(line);
    if (text === undefined) return undefined;
    lines.push(text);
  }
  return lines;
}

/** A hunk ends with the last line of its thread. */
function readHunkEnd(hunk: string | null, count: number, below: number): string[] | undefined {
  if (hunk === null || below > 0) return undefined;
  const after = hunk.split('\n').filter((line) => /^[ +]/.test(line));
  return after.length < count ? undefined : after.slice(-count).map((line) => line.slice(1));
}
