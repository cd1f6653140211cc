import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { drawPicture } from '../../demo/seed/picture.ts';

const numbered = (count: number, prefix = 'line') =>
  Array.from({ length: count }, (_, at) => `${prefix} ${at + 1}\n`);
const withLine = (lines: readonly string[], at: number, line: string) => lines.with(at - 1, line);

const oldName = numbered(20, 'kept');
const long = numbered(90);
const lock = numbered(12, '"package":');

/** The files of the base branch. */
export const awkwardBase: Record<string, string | Buffer> = {
  'assets/logo.png': drawPicture([36, 99, 235], [14, 165, 233]),
  'docs/guide.md': '# Guide\n\nRead this first.\n',
  'gone.ts': 'export const gone = true;\n',
  'long.txt': long.join(''),
  'package-lock.json': lock.join(''),
  'run.sh': '#!/bin/sh\nexec true\n',
  'src/old-name.ts': oldName.join(''),
  'tail.txt': 'first\nthe last line ends\n',
  'windows.txt': 'one\r\ntwo\r\n',
  'with spaces.txt': 'before\n',
};

/** Makes changes in a working copy that are known to be hard for diffs. */
export function changeAwkwardly(directory: string): void {
  const at = (path: string) => join(directory, path);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  };
  write('assets/logo.png', drawPicture([220, 38, 38], [234, 88, 12]));
  renameSync(at('docs/guide.md'), at('docs/manual.md'));
  rmSync(at('gone.ts'));
  write('long.txt', withLine(long, 60, 'the sixtieth\n').join(''));
  write('package-lock.json', withLine(lock, 6, '"package": locked\n').join(''));
  chmodSync(at('run.sh'), 0o755);
  rmSync(at('src/old-name.ts'));
  write('src/new-name.ts', withLine(oldName, 10, 'changed while moving\n').join(''));
  write('tail.txt', 'first\nthe last line ends no more');
  write('windows.txt', 'one\r\nzwei\r\n');
  write('with spaces.txt', 'after\n');
  write('empty.txt', '');
  write('quoted "path".txt', 'quoted\n');
  write('größe/日本語 🚀.txt', 'unicode\n');
}
