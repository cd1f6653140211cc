import type { DiffFile } from './forge.ts';

/** Lists the files of a diff by its headers alone: for one whose hunks do not add up. */
export function scanDiffFiles(diff: string): DiffFile[] {
  const files: DiffFile[] = [];
  let inHunk = false;
  for (const line of diff.split('\n')) {
    const header = /^diff --git (.*)$/.exec(line);
    const file = files.at(-1);
    if (header) {
      files.push(toFile(header[1] ?? ''));
      inHunk = false;
    } else if (!file) continue;
    else if (line.startsWith('@@ ')) inHunk = true;
    else if (inHunk) countLine(file, line);
    else readHeader(file, line);
  }
  return files;
}

function toFile(names: string): DiffFile {
  const path = / "?b\/(.*?)"?$/.exec(names)?.[1] ?? names;
  const counts = { additions: 0, deletions: 0 };
  return { path, previousPath: null, status: 'modified', ...counts, binary: false };
}

function countLine(file: DiffFile, line: string): void {
  if (line.startsWith('+')) file.additions += 1;
  else if (line.startsWith('-')) file.deletions += 1;
}

function readHeader(file: DiffFile, line: string): void {
  const [, verb, side, path = ''] = /^(rename|copy) (from|to) "?(.*?)"?$/.exec(line) ?? [];
  if (verb) file.status = verb === 'rename' ? 'renamed' : 'copied';
  if (side === 'from') file.previousPath = path;
  else if (side === 'to') file.path = path;
  else if (line.startsWith('new file mode')) file.status = 'added';
  else if (line.startsWith('deleted file mode')) file.status = 'deleted';
  else if (/^(Binary files |GIT binary patch)/.test(line)) file.binary = true;
}
