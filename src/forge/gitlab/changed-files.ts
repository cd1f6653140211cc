import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { type Changes, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import { type FileDiff, type FilePaths, toFileDiff, toFilePatch } from '../diff/file-diff.ts';
import type { Access, DiffFile, PullRequestReference } from '../forge.ts';
import { type Fields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { findNextPage } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** The files that a merge request or a comparison changes. */
export interface ChangedFiles {
  files: ChangedFile[];
  /** GitLab did not list all files. */
  incomplete: boolean;
}

/** One file of a diff as GitLab reports it. */
export interface ChangedFile {
  oldPath: string;
  newPath: string;
  oldMode: string | null;
  newMode: string | null;
  status: 'added' | 'deleted' | 'renamed' | 'modified';
  /** Empty for a binary file, and where no line changed or the hunks were omitted. */
  hunks: string;
  binary: boolean;
  /** GitLab left out the hunks, because the file is too large or the diff is collapsed. */
  omitted: boolean;
}

// A page holds the text of its files, and is read whole or not at all.
const filesPerPage = 30;
const mostPages = 100;
// Never remembered: the answer is as large as the changes themselves.
const isCovered = () => false;

const pageReading: Reading<ChangedFile[]> = {
  shape: 'changed-files/1',
  parse: (body) => parseList(body, parseChangedFile),
  findNextUrl: findNextPage,
  isCovered,
};
const changesReading: Reading<ChangedFiles> = {
  shape: 'changes/1',
  parse(body) {
    const fields = toFields(body);
    const files = parseList(fields?.changes, parseChangedFile);
    return files && { files, incomplete: fields?.overflow === true };
  },
  isCovered,
};

export async function listChangedFiles(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<ChangedFiles>> {
  const base = toPullRequestApiUrl(reference, api);
  const subject = `the changes of ${toSubject(reference)}`;
  const first = { url: `${base}/diffs?per_page=${filesPerPage}`, subject, reading: pageReading };
  const listed = await listPages(api, first, mostPages, access);
  if (listed.kind === 'read') {
    return { kind: 'read', value: { files: listed.value, incomplete: !listed.isComplete } };
  }
  if (listed.status !== 404) return listed;
  // Before 15.7, all changes come in one response.
  return api.read({ url: `${base}/changes`, subject, reading: changesReading }, access);
}

const binaryNotice = /^Binary files .* differ$/m;

export function parseChangedFile(body: unknown): ChangedFile | undefined {
  const fields = toFields(body);
  const oldPath = findText(fields, 'old_path');
  const newPath = findText(fields, 'new_path');
  const diff = findText(fields, 'diff');
  if (!fields || oldPath === undefined || newPath === undefined || diff === undefined) {
    return undefined;
  }
  const oldMode = findText(fields, 'a_mode') ?? null;
  const newMode = findText(fields, 'b_mode') ?? null;
  const status = parseStatus(fields);
  const hunks = parseHunks(diff);
  const binary = hunks === '' && binaryNotice.test(diff);
  // Versions without the flags: a file that exists on both sides must differ somehow.
  const isUnexplained = hunks === '' && !binary && status === 'modified' && oldMode === newMode;
  const omitted = fields.too_large === true || fields.collapsed === true || isUnexplained;
  return { oldPath, newPath, oldMode, newMode, status, hunks, binary, omitted };
}

function parseStatus({ new_file, deleted_file, renamed_file }: Fields): ChangedFile['status'] {
  if (new_file === true) return 'added';
  if (deleted_file === true) return 'deleted';
  return renamed_file === true ? 'renamed' : 'modified';
}

/** Some versions put the two lines that name the file before the hunks. */
function parseHunks(diff: string): string {
  const hunks = diff.replace(/^--- [^\n]*\n\+\+\+ [^\n]*\n/, '');
  return hunks.startsWith('@@') ? hunks : '';
}

export function findChangedFile(
  files: readonly ChangedFile[],
  { path }: Pick<FilePaths, 'path'>,
): ChangedFile | undefined {
  return files.find((file) => toPath(file) === path);
}

/** A diff is shown whole or not at all; its files are listed in either case. */
export async function toChanges(
  { files, incomplete }: ChangedFiles,
  limitBytes: number,
): Promise<Changes> {
  const isPartial = incomplete || files.some(({ omitted }) => omitted);
  const diff = isPartial ? '' : toUnifiedDiff(files);
  const isWhole = !isPartial && Buffer.byteLength(diff) <= limitBytes;
  return isWhole ? toWholeChanges(diff) : toTruncatedChanges(files.map(toDiffFile), incomplete);
}

export function toUnifiedDiff(files: readonly ChangedFile[]): string {
  return files.map(toPatch).join('');
}

export function toDiffFile(file: ChangedFile): DiffFile {
  const { oldPath, status, hunks, binary, oldMode, newMode, omitted } = file;
  const isModeOnly = status === 'modified' && !binary && !omitted && hunks === '';
  return {
    path: toPath(file),
    previousPath: status === 'renamed' ? oldPath : null,
    status: isModeOnly && oldMode !== newMode ? 'changed' : status,
    additions: countLines(hunks, '+'),
    deletions: countLines(hunks, '-'),
    binary,
  };
}

/** The diff of one file, for display. */
export function toChangedFileDiff(
  file: ChangedFile,
  headSha: string | null,
  limitBytes: number,
): FileDiff {
  if (file.omitted) return { kind: 'too_large' };
  const { binary } = file;
  return toFileDiff({ kind: 'found', diff: toPatch(file), binary }, headSha, limitBytes);
}

function toPath({ status, oldPath, newPath }: ChangedFile): string {
  return status === 'deleted' ? oldPath : newPath;
}

function toPatch(file: ChangedFile): string {
  const { oldPath, oldMode, newMode, status, hunks, binary } = file;
  return toFilePatch({
    path: toPath(file),
    previousPath: status === 'renamed' ? oldPath : null,
    status,
    binary,
    modes: { before: oldMode, after: newMode },
    hunks,
  });
}

function countLines(hunks: string, sign: '+' | '-'): number {
  let count = 0;
  for (const line of hunks.split('\n')) if (line[0] === sign) count += 1;
  return count;
}
