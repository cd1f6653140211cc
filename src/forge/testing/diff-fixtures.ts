import { parsePatch } from 'diff';

/** Both sides of a file in `awkwardDiff`. The diff contains text files completely. */
export interface AwkwardFile {
  path: string;
  previousPath: string | null;
  before: string | Buffer;
  after: string | Buffer;
}

const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

/** Files that forges report in different ways. */
export const awkwardFiles = {
  moved: {
    path: 'docs/guide.md',
    previousPath: 'guide.md',
    before: '# Guide\n\nOne.\nTwo.\nThree.\n',
    after: '# Guide\n\nOne.\nTwo.\nFour.\n',
  },
  binary: {
    path: 'logo.png',
    previousPath: null,
    before: picture,
    after: Buffer.concat([picture, picture]),
  },
  named: {
    path: 'überblick 概要.md',
    previousPath: null,
    before: 'Morgens.\n',
    after: 'Abends.\n',
  },
} as const satisfies Record<string, AwkwardFile>;

/** A renamed file, a binary file and a file with an unusual name. */
export const awkwardDiff = `diff --git a/guide.md b/docs/guide.md
similarity index 78%
rename from guide.md
rename to docs/guide.md
index 1111111..2222222 100644
--- a/guide.md
+++ b/docs/guide.md
@@ -1,5 +1,5 @@
 # Guide
 
 One.
 Two.
-Three.
+Four.
diff --git a/logo.png b/logo.png
index 3333333..4444444 100644
Binary files a/logo.png and b/logo.png differ
diff --git a/überblick 概要.md b/überblick 概要.md
index 5555555..6666666 100644
--- a/überblick 概要.md\t
+++ b/überblick 概要.md\t
@@ -1 +1 @@
-Morgens.
+Abends.
`;

/** Both sides of a compared file; null where it does not exist. */
export interface ComparedFile {
  path: string;
  previousPath?: string;
  before: string | null;
  after: string | null;
}

/** Reads both sides of each file from a diff that contains the files completely. */
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

/** A line on one side of a diff. */
interface DiffLine {
  path: string;
  side: 'old' | 'new';
  line: number;
}

/** Whether the diff contains the line: forges accept comments on no other. */
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
