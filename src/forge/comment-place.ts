import { parsePatch } from 'diff';
import { type UnreadOutcome } from './client/outcomes.ts';
import type { CommentRequest, FileDiffOutcome } from './forge.ts';

type Line = Pick<CommentRequest, 'headSha' | 'oldLine' | 'newLine'>;

/**
 * For forges that take a comment for any line of any file, and put it by the newest head: whether
 * the diff still is the one that was read, and shows the line. A reason is in words for a person.
 */
export function checkPlace(
  shown: FileDiffOutcome,
  line: Line,
): { kind: 'shown' } | { kind: 'elsewhere'; reason: string } | UnreadOutcome {
  switch (shown.kind) {
    case 'rate_limited':
    case 'failed':
      return shown;
    case 'text':
      if (shown.headSha !== line.headSha) return toElsewhere('the branch has newer commits');
      return showsLine(shown.diff, line) ? { kind: 'shown' } : toElsewhere('no such line');
    case 'binary':
    case 'too_large':
    case 'no_file':
      return toElsewhere('no such file');
  }
}

function showsLine(diff: string, { oldLine, newLine }: Line): boolean {
  const hunks = parsePatch(diff).flatMap((patch) => patch.hunks);
  return hunks.some(({ oldStart, oldLines, newStart, newLines }) =>
    newLine === null
      ? isWithin(oldLine, oldStart, oldLines)
      : isWithin(newLine, newStart, newLines),
  );
}

function isWithin(line: number | null, start: number, count: number): boolean {
  return line !== null && line >= start && line < start + count;
}

function toElsewhere(reason: string) {
  return { kind: 'elsewhere' as const, reason };
}
