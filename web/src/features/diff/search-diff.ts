import type { SelectionSide } from '@pierre/diffs';
import type { DiffEntry } from './diff-entries.ts';

/** A line that contains the text. */
export interface DiffMatch {
  path: string;
  side: SelectionSide;
  line: number;
}

/** More matches are not counted. */
export const mostMatches = 5_000;

/** The lines of the diff that contain a text, whatever its case, in the order in which they are shown. */
export function searchDiff(entries: readonly DiffEntry[], text: string): DiffMatch[] {
  const wanted = text.toLowerCase();
  const matches: DiffMatch[] = [];
  if (wanted === '') return matches;
  for (const { file, patch } of entries) {
    if (patch?.content.state !== 'text') continue;
    const { additionLines, deletionLines, hunks } = patch.content.fileDiff;
    for (const hunk of hunks) {
      for (const part of hunk.hunkContent) {
        const added = part.type === 'context' ? part.lines : part.additions;
        const removed = part.type === 'context' ? 0 : part.deletions;
        const old = { side: 'deletions', lines: deletionLines, count: removed } as const;
        const now = { side: 'additions', lines: additionLines, count: added } as const;
        for (const { side, lines, count } of [old, now]) {
          const isOld = side === 'deletions';
          const first = isOld ? part.deletionLineIndex : part.additionLineIndex;
          const offset = isOld
            ? hunk.deletionStart - hunk.deletionLineIndex
            : hunk.additionStart - hunk.additionLineIndex;
          for (let at = first; at < first + count; at++) {
            if (!lines[at]?.toLowerCase().includes(wanted)) continue;
            matches.push({ path: file.path, side, line: at + offset });
            if (matches.length === mostMatches) return matches;
          }
        }
      }
    }
  }
  return matches;
}
