import { parsePatch, type StructuredPatch } from 'diff';
import type { DiffFile } from '../forge.ts';
import { scanDiffFiles } from '../scan-diff-files.ts';

/** The files of a unified diff as git writes it. A diff that breaks the rules is read loosely. */
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
