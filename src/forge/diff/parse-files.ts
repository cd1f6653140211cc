import { parsePatch, type StructuredPatch } from 'diff';
import type { DiffFile } from '../forge.ts';

/** Lists the files of a git diff. Falls back to scanning headers when the diff is malformed. */
export function parseDiffFiles(diff: string): DiffFile[] {
  try {
    return parsePatch(diff).flatMap((patch) => toDiffFile(patch) ?? []);
  } catch {
    return scanDiffFiles(diff);
  }
}

function toDiffFile(patch: StructuredPatch): DiffFile | undefined {
  const before = toPath(patch.oldFileName, 'a/');
  const after = toPath(patch.newFileName, 'b/');
  const path = after ?? before;
  if (path === undefined) return undefined;
  const isMoved = patch.isRename === true || patch.isCopy === true;
  return {
    path,
    previousPath: isMoved ? (before ?? null) : null,
    status: toStatus(patch, before, after),
    additions: countLines(patch, '+'),
    deletions: countLines(patch, '-'),
    binary: patch.isBinary === true,
  };
}

function toStatus(
  patch: StructuredPatch,
  before: string | undefined,
  after: string | undefined,
): DiffFile['status'] {
  if (patch.isRename) return 'renamed';
  if (patch.isCopy) return 'copied';
  if (patch.isCreate || before === undefined) return 'added';
  if (patch.isDelete || after === undefined) return 'deleted';
  const onlyMode = patch.hunks.length === 0 && !patch.isBinary;
  return onlyMode ? 'changed' : 'modified';
}

function toPath(name: string | undefined, prefix: string): string | undefined {
  if (name === undefined || name === '/dev/null') return undefined;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function countLines({ hunks }: StructuredPatch, sign: '+' | '-'): number {
  let count = 0;
  for (const { lines } of hunks) for (const line of lines) if (line[0] === sign) count += 1;
  return count;
}

/** Lists the files of a diff by its headers only, for a diff with inconsistent hunks. */
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
