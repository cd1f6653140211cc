import { toFilePatch } from '../file-patch.ts';
import type { DiffFile } from '../forge.ts';
import { toTextHunks } from '../text-hunks.ts';

/** One file's part of a unified diff, as git writes it; null where there is no such side. */
export function toPatch(path: string, before: Buffer | null, after: Buffer | null): string {
  const binary = isBinary(before) || isBinary(after);
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

/** As git decides it: a NUL among the first bytes. */
function isBinary(content: Buffer | null): boolean {
  return content?.subarray(0, 8_000).includes(0) ?? false;
}

function toText(content: Buffer | null): string {
  return content?.toString('utf8') ?? '';
}
