import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import { type Changes, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import { type FileDiff, type FilePaths, toFileDiff } from '../diff/file-diff.ts';
import { toFilePatch } from '../diff/file-patch.ts';
import type { Access, DiffFile, PullRequestReference } from '../forge.ts';
import { type Fields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { findNextPage } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** One file of a diff, as GitLab tells it. */
export interface DiffPiece {
  oldPath: string;
  newPath: string;
  oldMode: string | null;
  newMode: string | null;
  kind: 'added' | 'deleted' | 'renamed' | 'modified';
  /** The hunks; empty for a binary file, and where there are none or they were left out. */
  hunks: string;
  binary: boolean;
  /** There are hunks, which GitLab left out. */
  isLeftOut: boolean;
}

const binaryNotice = /^Binary files .* differ$/m;

export function parseDiffPiece(body: unknown): DiffPiece | undefined {
  const fields = toFields(body);
  const oldPath = findText(fields, 'old_path');
  const newPath = findText(fields, 'new_path');
  const diff = findText(fields, 'diff');
  if (!fields || oldPath === undefined || newPath === undefined || diff === undefined) {
    return undefined;
  }
  const oldMode = findText(fields, 'a_mode') ?? null;
  const newMode = findText(fields, 'b_mode') ?? null;
  const kind = toKind(fields);
  const hunks = toHunks(diff);
  const binary = hunks === '' && binaryNotice.test(diff);
  // Versions without the flags: a file that is there before and after must have changed somehow.
  const isUnexplained = hunks === '' && !binary && kind === 'modified' && oldMode === newMode;
  const isLeftOut = fields.too_large === true || fields.collapsed === true || isUnexplained;
  return { oldPath, newPath, oldMode, newMode, kind, hunks, binary, isLeftOut };
}

export function toDiffFile(piece: DiffPiece): DiffFile {
  const { oldPath, kind, hunks, binary, oldMode, newMode, isLeftOut } = piece;
  const isModeOnly = kind === 'modified' && !binary && !isLeftOut && hunks === '';
  return {
    path: toPath(piece),
    previousPath: kind === 'renamed' ? oldPath : null,
    status: isModeOnly && oldMode !== newMode ? 'changed' : kind,
    additions: countLines(hunks, '+'),
    deletions: countLines(hunks, '-'),
    binary,
  };
}

/** As git would print it. */
export function toUnifiedDiff(pieces: readonly DiffPiece[]): string {
  return pieces.map(toPatch).join('');
}

/** The one that is about a file. */
export function findPiece(
  pieces: readonly DiffPiece[],
  { path }: Pick<FilePaths, 'path'>,
): DiffPiece | undefined {
  return pieces.find((piece) => toPath(piece) === path);
}

/** One file as it is shown. */
export function toPieceDiff(
  piece: DiffPiece,
  headSha: string | null,
  limitBytes: number,
): FileDiff {
  if (piece.isLeftOut) return { kind: 'too_large' };
  const { binary } = piece;
  return toFileDiff({ kind: 'found', diff: toPatch(piece), binary }, headSha, limitBytes);
}

function toPath({ kind, oldPath, newPath }: DiffPiece): string {
  return kind === 'deleted' ? oldPath : newPath;
}

function toPatch(piece: DiffPiece): string {
  const { oldPath, oldMode, newMode, kind, hunks, binary } = piece;
  return toFilePatch({
    path: toPath(piece),
    previousPath: kind === 'renamed' ? oldPath : null,
    status: kind,
    binary,
    modes: { before: oldMode, after: newMode },
    hunks,
  });
}

function toKind({ new_file, deleted_file, renamed_file }: Fields): DiffPiece['kind'] {
  if (new_file === true) return 'added';
  if (deleted_file === true) return 'deleted';
  return renamed_file === true ? 'renamed' : 'modified';
}

/** Some versions put the two lines that name the file before the hunks. */
function toHunks(diff: string): string {
  const hunks = diff.replace(/^--- [^\n]*\n\+\+\+ [^\n]*\n/, '');
  return hunks.startsWith('@@') ? hunks : '';
}

function countLines(hunks: string, sign: '+' | '-'): number {
  let count = 0;
  for (const line of hunks.split('\n')) if (line[0] === sign) count += 1;
  return count;
}

/** What a merge request or a comparison changes, file by file. */
export interface Pieces {
  pieces: DiffPiece[];
  /** There are more files than GitLab lists. */
  isCut: boolean;
}

// A page holds the text of its files, and is read whole or not at all.
const filesPerPage = 30;
const mostPages = 100;
// Not remembered: it is as large as the changes are.
const isCovered = () => false;

const pageReading: Reading<DiffPiece[]> = {
  shape: 'diff-pieces/1',
  parse: (body) => parseList(body, parseDiffPiece),
  findNextUrl: findNextPage,
  isCovered,
};
const changesReading: Reading<Pieces> = {
  shape: 'changes/1',
  parse(body) {
    const fields = toFields(body);
    const pieces = parseList(fields?.changes, parseDiffPiece);
    return pieces && { pieces, isCut: fields?.overflow === true };
  },
  isCovered,
};

export async function listPieces(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Pieces>> {
  const base = toPullRequestApiUrl(reference, api);
  const subject = `the changes of ${toSubject(reference)}`;
  const first = { url: `${base}/diffs?per_page=${filesPerPage}`, subject, reading: pageReading };
  const listed = await listAll(api, first, mostPages, access);
  if (listed.kind === 'read')
    return { kind: 'read', value: { pieces: listed.value, isCut: false } };
  if (listed.status !== 404) return listed;
  // Before 15.7 the changes come in one answer.
  return api.read({ url: `${base}/changes`, subject, reading: changesReading }, access);
}

/** A diff is shown whole or not at all; its files are listed in any case. */
export function toChanges({ pieces, isCut }: Pieces, limitBytes: number): Changes {
  const isLeftOut = isCut || pieces.some((piece) => piece.isLeftOut);
  const diff = isLeftOut ? '' : toUnifiedDiff(pieces);
  const isWhole = !isLeftOut && Buffer.byteLength(diff) <= limitBytes;
  return isWhole ? toWholeChanges(diff) : toTruncatedChanges(pieces.map(toDiffFile));
}
