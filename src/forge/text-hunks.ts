import { formatPatch, OMIT_HEADERS, type StructuredPatch, structuredPatch } from 'diff';

type Hunk = StructuredPatch['hunks'][number];

// Beyond it the search for the shortest diff would hold up everything else.
const mostEdits = 2000;

/** What changed from one text to the other, from the first `@@` on; empty when nothing did. */
export function toTextHunks(before: string, after: string): string {
  const options = { context: 3, maxEditLength: mostEdits };
  const patch = structuredPatch('', '', before, after, undefined, undefined, options);
  const hunks = patch?.hunks ?? [toReplacement(before, after)];
  if (hunks.length === 0) return '';
  return formatPatch(
    { oldFileName: '', newFileName: '', oldHeader: undefined, newHeader: undefined, hunks },
    OMIT_HEADERS,
  );
}

/** Everything out, everything in: not the shortest diff, and a right one. */
function toReplacement(before: string, after: string): Hunk {
  const removed = toLines(before, '-');
  const added = toLines(after, '+');
  return {
    oldStart: 1,
    oldLines: countLines(removed),
    newStart: 1,
    newLines: countLines(added),
    lines: [...removed, ...added],
  };
}

/** Without the remark that the last one does not end. */
function countLines(lines: readonly string[]): number {
  return lines.filter((line) => !line.startsWith('\\')).length;
}

function toLines(text: string, sign: '-' | '+'): string[] {
  if (text === '') return [];
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n').map((line) => sign + line);
  return isEnded ? lines : [...lines, '\\ No newline at end of file'];
}
