import type { FileDiffMetadata } from '@pierre/diffs';

interface FileSides {
  before: string;
  after: string;
}

/**
 * Reconstructs the file before the change from the file after it and the patch. Undefined if the
 * patch does not belong to that file.
 */
export function reversePatch(patch: FileDiffMetadata, after: string): FileSides | undefined {
  const lines = after.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const before: string[] = [];
  let next = 0;
  for (const hunk of patch.hunks) {
    const start = toStart(hunk.additionStart, hunk.additionCount);
    if (start < next) return undefined;
    for (; next < start; next++) before.push(lines[next] ?? '');
    if (before.length !== toStart(hunk.deletionStart, hunk.deletionCount)) return undefined;
    const added = patch.additionLines.slice(
      hunk.additionLineIndex,
      hunk.additionLineIndex + hunk.additionCount,
    );
    if (!added.every((line, at) => isSame(lines[start + at], line))) return undefined;
    next += added.length;
    const { deletionLineIndex: from, deletionCount } = hunk;
    before.push(...patch.deletionLines.slice(from, from + deletionCount));
  }
  before.push(...lines.slice(next));
  return { before: before.join(''), after };
}

/** The number of lines before a hunk. Git gives an empty side the number of the line before it. */
function toStart(start: number, count: number): number {
  return count === 0 ? start : start - 1;
}

function isSame(line: string | undefined, wanted: string): boolean {
  return line !== undefined && withoutEnd(line) === withoutEnd(wanted);
}

const withoutEnd = (line: string) => line.replace(/\r?\n$/, '');
