import { toFilePatch, toTextHunks } from '../diff/file-patch.ts';
import { isBinary } from '../diff/file-text.ts';
import type { DiffFile } from '../forge.ts';

/** One file's part of a unified diff, as git writes it; null where there is no such side. */
export function toPatch(path: string, before: Buffer | null, after: Buffer | null): string {
  const binary = [before, after].some((side) => side !== null && isBinary(side));
  return toFilePatch({
    path,
    previousPath: null,
    status: toStatus(before, after),
    binary,
    hunks: binary ? '' : toTextHunks(toText(before), toText(after)),
  });
}

/** By the side that is not there. */
export function toStatus(before: unknown, after: unknown): DiffFile['status'] {
  if (before === null) return 'added';
  return after === null ? 'deleted' : 'modified';
}

function toText(content: Buffer | null): string {
  return content?.toString('utf8') ?? '';
}
