import type { FilePaths, FoundDiff, Sides } from '../diff/file-diff.ts';
import { toFilePatch } from '../diff/file-patch.ts';
import type { DiffFile } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { parseFile } from './diff-answers.ts';

/** A changed file with what GitHub shows of it. */
export interface ListedFile extends DiffFile {
  /** The hunks alone; null where there are none, and where GitHub leaves out what is too large. */
  hunks: string | null;
}

export function parseListedFile(body: unknown): ListedFile | undefined {
  const file = parseFile(body);
  return file && { ...file, hunks: findText(toFields(body), 'patch') ?? null };
}

/** The file that is at this path today. */
export function findListed(
  files: readonly ListedFile[],
  { path }: Pick<FilePaths, 'path'>,
): ListedFile | undefined {
  return files.find((file) => file.path === path);
}

/** The diff of a listed file; undefined where only the contents of both sides tell it. */
export function findListedDiff(file: ListedFile): FoundDiff | undefined {
  const { hunks, additions, deletions, status } = file;
  if (hunks !== null) return toDiff(file, hunks);
  // The text is there, and GitHub finds it too large.
  if (additions + deletions > 0) return undefined;
  // What changed without a line that changed: its mode, or what is no text.
  if (file.binary && status === 'modified') return undefined;
  return toDiff(file, '');
}

/** What is shown of a listed file whose sides do not tell it: where both are the same text, its mode alone changed. */
export function toUntoldDiff(file: ListedFile, [before, after]: Sides): FoundDiff {
  if (file.additions + file.deletions > 0) return { kind: 'too_large' };
  const isText = before !== null || after !== null;
  return toDiff({ ...file, binary: file.binary && !isText }, '');
}

function toDiff(file: ListedFile, hunks: string): FoundDiff {
  const { path, previousPath, status, binary } = file;
  return {
    kind: 'found',
    diff: toFilePatch({ path, previousPath, status, binary, hunks }),
    binary,
  };
}
