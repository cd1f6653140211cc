import { findDiffOfSides, toFileDiff } from '../file-diff.ts';
import type { Access, FileDiffOutcome, FileDiffRequest } from '../forge.ts';
import type { ForgeApi, Unread } from '../forge-api.ts';
import { toForeignPullRequest } from '../unanswerable.ts';
import type { GitHubDiffSource } from './fetch-diff.ts';
import { findInBranch } from './find-in-branch.ts';
import { findInPullRequest } from './find-in-pull-request.ts';
import { findListedDiff, toUntoldDiff } from './listed-file.ts';
import { readBothSides } from './read-sides.ts';
import type { SearchedFile } from './searched-file.ts';
import { parsePullRequestUrl } from './urls.ts';

/** One file of a pull request, or of a branch since it left the default branch. */
export async function fetchFileDiff(
  request: FileDiffRequest,
  source: GitHubDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const searched = await search(request, source, access);
  switch (searched.kind) {
    case 'unread':
      return searched.outcome;
    case 'failed':
    case 'no_file':
      return searched;
    case 'searched':
      return toOutcome(searched, request, source, access);
  }
}

type NotSearched = Unread | Extract<FileDiffOutcome, { kind: 'failed' | 'no_file' }>;

async function search(
  request: FileDiffRequest,
  source: GitHubDiffSource,
  access: Access,
): Promise<SearchedFile | NotSearched> {
  if (request.pullRequestUrl === undefined) return findInBranch(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (!reference) return toForeignPullRequest();
  return findInPullRequest(reference, request, source.api, access);
}

async function toOutcome(
  searched: SearchedFile,
  { path, previousPath: asked }: FileDiffRequest,
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
