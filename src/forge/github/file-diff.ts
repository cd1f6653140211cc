import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { type FilePaths, findDiffOfSides, toFileDiff } from '../diff/file-diff.ts';
import type { Access, FileDiffOutcome, FileDiffRequest, PullRequestReference } from '../forge.ts';
import type { GitHubDiffSource } from './fetch-diff.ts';
import { findInBranch } from './find-in-branch.ts';
import { findInPullRequest } from './find-in-pull-request.ts';
import { findListedDiff, toUntoldDiff } from './listed-file.ts';
import { readBothSides } from './read-sides.ts';
import type { SearchedFile } from './searched-file.ts';

/** One file of a pull request. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  source: GitHubDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const searched = await findInPullRequest(reference, paths, source.api, access);
  return toOutcome(searched, paths, source, access);
}

/** One file of a branch since it left the default branch. */
export async function fetchBranchFileDiff(
  request: FileDiffRequest,
  source: GitHubDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  return toOutcome(await findInBranch(request, source, access), request, source, access);
}

async function toOutcome(
  searched: SearchedFile | Unread | Extract<FileDiffOutcome, { kind: 'no_file' }>,
  paths: FilePaths,
  source: GitHubDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  switch (searched.kind) {
    case 'unread':
      return searched.outcome;
    case 'no_file':
      return searched;
    case 'searched':
      return readFileDiff(searched, paths, source, access);
  }
}

async function readFileDiff(
  searched: SearchedFile,
  { path, previousPath: asked }: FilePaths,
  { api, limitBytes }: { api: ForgeApi; limitBytes: number },
  access: Access,
): Promise<FileDiffOutcome> {
  const { file, headSha, isWhole } = searched;
  if (!file && isWhole) return { kind: 'no_file' };
  const listed = file && findListedDiff(file);
  if (listed) return toFileDiff(listed, headSha, limitBytes);
  const paths = { path, previousPath: file ? file.previousPath : asked };
  const sides = await readBothSides(paths, searched, api, access);
  if (sides.kind === 'unread') return sides.outcome;
  const found = findDiffOfSides(paths, sides.value) ?? (file && toUntoldDiff(file, sides.value));
  return found ? toFileDiff(found, headSha, limitBytes) : { kind: 'no_file' };
}
