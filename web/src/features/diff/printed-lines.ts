import type { FileDiffMetadata } from '@pierre/diffs';

export interface PrintedLine {
  /** `@` for the header of a hunk. */
  sign: ' ' | '+' | '-' | '@';
  /** The numbers before and after the change; empty where the line does not exist. */
  old: number | '';
  now: number | '';
  text: string;
}

const withoutEnd = (line: string | undefined) => (line ?? '').replace(/\r?\n$/, '');

/** The lines of a file as a unified diff. */
export function listPrintedLines({ hunks, additionLines, deletionLines }: FileDiffMetadata) {
  const printed: PrintedLine[] = [];
  for (const hunk of hunks) {
    printed.push({ sign: '@', old: '', now: '', text: hunk.hunkSpecs?.trim() ?? '' });
    const oldOffset = hunk.deletionStart - hunk.deletionLineIndex;
    const newOffset = hunk.additionStart - hunk.additionLineIndex;
    for (const part of hunk.hunkContent) {
      const { deletionLineIndex: oldAt, additionLineIndex: newAt } = part;
      if (part.type === 'context') {
        for (let at = 0; at < part.lines; at++) {
          const numbers = { old: oldAt + at + oldOffset, now: newAt + at + newOffset };
          printed.push({ sign: ' ', ...numbers, text: withoutEnd(additionLines[newAt + at]) });
        }
        continue;
      }
      for (let at = oldAt; at < oldAt + part.deletions; at++) {
        const line = withoutEnd(deletionLines[at]);
        printed.push({ sign: '-', old: at + oldOffset, now: '', text: line });
      }
      for (let at = newAt; at < newAt + part.additions; at++) {
        const line = withoutEnd(additionLines[at]);
        printed.push({ sign: '+', old: '', now: at + newOffset, text: line });
      }
    }
  }
  return printed;
}
