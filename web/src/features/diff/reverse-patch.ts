import type { FileDiffMetadata } from '@pierre/diffs';

interface BothSides {
  before: string;
  after: string;
}

/**
 * The whole file before and after, from its text after and the patch taken back. Undefined when the
 * text is not the one the patch was made of.
 */
export function findBothSides(patch: FileDiffMetadata, after: string): BothSides | undefined {
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

/** Lines before the hunk. A side without lines names the line before it. */
function toStart(start: number, count: number): number {
  return count === 0 ? start : start - 1;
}

function isSame(line: string | undefined, wanted: string): boolean {
  return line !== undefined && withoutEnd(line) === withoutEnd(wanted);
}

const withoutEnd = (line: string) => line.replace(/\r?\n$/, '');
