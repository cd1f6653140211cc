import { findRateLimited, type MaybeRead } from '../client/forge-api.ts';
import type { FileDiffOutcome, FileDiffRequest } from '../forge.ts';
import { type FilePatch, toFilePatch, toTextHunks } from './file-patch.ts';
import type { FileText } from './file-text.ts';
import { parseDiffFiles } from './parse-files.ts';

/** One file of a diff as it is shown. */
export type FileDiff = Extract<FileDiffOutcome, { kind: 'text' | 'binary' | 'too_large' }>;

/** Its path today, and where it was before. */
export type FilePaths = Pick<FileDiffRequest, 'path' | 'previousPath'>;

/** The text of one file's patch, unless a side of it is too large to be compared. */
export type FoundDiff = { kind: 'found'; diff: string; binary: boolean } | { kind: 'too_large' };

/** A patch of one file, unless it is binary or beyond the cap. */
export function toFileDiff(found: FoundDiff, headSha: string | null, limitBytes: number): FileDiff {
  if (found.kind === 'too_large') return found;
  const { diff, binary } = found;
  if (binary) return { kind: 'binary', headSha };
  if (Buffer.byteLength(diff) > limitBytes) return { kind: 'too_large' };
  return { kind: 'text', diff, headSha };
}

/** A file before and after, null where there is none. */
export type Sides = readonly [FileText | null, FileText | null];

/** Both sides of a file, of which the first may have had another path. */
export async function readSides(
  { path, previousPath }: FilePaths,
  { baseSha, headSha }: { baseSha: string; headSha: string },
  readSide: (ref: string, path: string) => Promise<MaybeRead<FileText | null>>,
): Promise<MaybeRead<Sides>> {
  const [before, after] = await Promise.all([
    readSide(baseSha, previousPath ?? path),
    readSide(headSha, path),
  ]);
  // A rate limit stops more than this file (S5).
  const limited = findRateLimited([before, after]);
  if (limited) return limited;
  if (before.kind === 'unread') return before;
  if (after.kind === 'unread') return after;
  return { kind: 'read', value: [before.value, after.value] };
}

/**
 * A file's diff made of both sides, null where it is not there. Undefined where they do not tell
 * it: it is on neither side, or its mode alone changed, or nothing at all.
 */
export function findDiffOfSides(
  { path, previousPath }: FilePaths,
  [before, after]: Sides,
): FoundDiff | undefined {
  const sides = [before, after].filter((side) => side !== null);
  if (sides.some(({ kind }) => kind === 'too_large')) return { kind: 'too_large' };
  const binary = sides.some(({ kind }) => kind === 'binary');
  const hunks = binary ? '' : toTextHunks(toText(before), toText(after));
  const status = toStatus(before, after, previousPath);
  const isTold = sides.length > 0 && (binary || hunks !== '' || status !== 'modified');
  if (!isTold) return undefined;
  const moved = status === 'renamed' ? previousPath : null;
  const diff = toFilePatch({ path, previousPath: moved, status, binary, hunks });
  return { kind: 'found', diff, binary };
}

/** The part of a whole diff that is about one file; undefined when there is none. */
export function findPartOfDiff(
  whole: string,
  { path }: Pick<FilePaths, 'path'>,
): FoundDiff | undefined {
  // A line of a hunk never begins so: its first character tells what it is.
  for (const diff of whole.split(/(?<=\n)(?=diff --git )/)) {
    const [file] = parseDiffFiles(diff);
    if (file?.path === path) return { kind: 'found', diff, binary: file.binary };
  }
  return undefined;
}

function toStatus(
  before: unknown,
  after: unknown,
  previousPath: string | null,
): FilePatch['status'] {
  if (before === null) return 'added';
  if (after === null) return 'deleted';
  return previousPath === null ? 'modified' : 'renamed';
}

function toText(side: FileText | null): string {
  return side?.kind === 'text' ? side.text : '';
}
