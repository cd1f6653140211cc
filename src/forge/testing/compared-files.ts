import { parsePatch } from 'diff';

/** A file at both sides of a comparison; null where there is none. */
export interface ComparedFile {
  path: string;
  previousPath?: string;
  before: string | null;
  after: string | null;
}

/** The files of a diff that shows the whole of each. */
export function readComparedFiles(diff: string): ComparedFile[] {
  return parsePatch(diff).map(({ oldFileName = '', newFileName = '', hunks }) => {
    const lines = hunks.flatMap((hunk) => hunk.lines);
    const keep = (left: string) =>
      lines.flatMap((line) => (line[0] === left ? [] : [`${line.slice(1)}\n`])).join('');
    return {
      path: (newFileName === '/dev/null' ? oldFileName : newFileName).slice('b/'.length),
      before: oldFileName === '/dev/null' ? null : keep('+'),
      after: newFileName === '/dev/null' ? null : keep('-'),
    };
  });
}
