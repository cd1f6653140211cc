import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FilePaths, findDiffOfSides, readSides, toFileDiff } from '../diff/file-diff.ts';
import { type FileText, readFileText } from '../diff/file-text.ts';
import type {
  Access,
  FileDiffOutcome,
  FileDiffRequest,
  FileRequest,
  PullRequestReference,
} from '../forge.ts';
import { encode } from '../parsing/text.ts';
import { toProjectApiUrl } from './api.ts';
import { findChangedFile, listChangedFiles, toChangedFileDiff } from './changed-files.ts';
import { compareBranch, readMergeBase } from './compare.ts';
import type { DiffDeps } from './diff.ts';
import { readPullRequest } from './pull-requests.ts';

/**
 * One file of a merge request. Reading both sides of the file takes two requests. GitLab's list of
 * changes cannot be filtered: it may take a hundred requests, and omits the text of large files.
 */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  { api, limitBytes }: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { baseSha, headSha } = read.value;
  if (baseSha !== null && headSha !== null) {
    // The target project also has the commits of a fork.
    const { repository } = reference;
    const sides = await readSides(paths, { baseSha, headSha }, (ref, path) =>
      readFile({ repository, ref, path }, api, access),
    );
    if (sides.kind === 'unread') return sides.outcome;
    const diff = await findDiffOfSides(paths, sides.value, limitBytes);
    if (diff) return toFileDiff(diff, headSha, limitBytes);
  }
  // A change of mode or a submodule: only the list shows it.
  const listed = await listChangedFiles(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const file = findChangedFile(listed.value.files, paths);
  return file ? toChangedFileDiff(file, headSha, limitBytes) : { kind: 'no_file' };
}

/** One file of what a branch changed since it left the default branch of its project. */
export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<FileDiffOutcome> {
  const { api, limitBytes } = deps;
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return { kind: 'no_file' };
  const { files, repository, headSha } = compared.value;
  const file = findChangedFile(files, request);
  if (file && !file.omitted) return toChangedFileDiff(file, headSha, limitBytes);
  if (headSha === null) return { kind: file ? 'too_large' : 'no_file' };
  const base = await readMergeBase(compared.value, headSha, api, access);
  if (base.kind === 'unread') return base.outcome;
  const versions = { baseSha: base.value, headSha };
  const sides = await readSides(request, versions, (ref, path) =>
    readFile({ repository, ref, path }, api, access),
  );
  if (sides.kind === 'unread') return sides.outcome;
  const diff = await findDiffOfSides(request, sides.value, limitBytes);
  return diff ? toFileDiff(diff, headSha, limitBytes) : { kind: 'no_file' };
}

/** A file at a commit or branch; null if it does not exist there. */
export function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  const files = `${toProjectApiUrl(repository, api)}/repository/files`;
  const url = `${files}/${encode(path)}/raw?ref=${encode(ref)}`;
  return readFileText({ repository, path, url }, api, access);
}
