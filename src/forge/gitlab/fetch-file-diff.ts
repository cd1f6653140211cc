import { findDiffOfSides, readSides, toFileDiff } from '../file-diff.ts';
import type { Access, FileDiffOutcome, FileDiffRequest, PullRequestReference } from '../forge.ts';
import { toForeignPullRequest } from '../unanswerable.ts';
import { findPiece, toPieceDiff } from './diff-pieces.ts';
import { fetchBranchFileDiff } from './fetch-branch-file-diff.ts';
import type { GitLabDiffSource } from './fetch-diff.ts';
import { listPieces } from './list-pieces.ts';
import { readPullRequest } from './pull-requests.ts';
import { readFile } from './read-file.ts';
import { parsePullRequestUrl } from './urls.ts';

/** One file of the merge request's diff, or of what the branch changed. */
export async function fetchFileDiff(
  request: FileDiffRequest,
  source: GitLabDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchFileDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (reference) return fetchPullRequestFileDiff(reference, request, source, access);
  return toForeignPullRequest();
}

/**
 * Both sides of the file are two requests. GitLab's list of changes has no way to ask for one, so
 * that it may be a hundred, and leaves out what is large.
 */
async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  request: FileDiffRequest,
  { api, limitBytes }: GitLabDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { baseSha, headSha } = read.value;
  if (baseSha !== null && headSha !== null) {
    // The target has the commits of a fork as well.
    const { repository } = reference;
    const sides = await readSides(request, { baseSha, headSha }, (ref, path) =>
      readFile({ repository, ref, path }, api, access),
    );
    if (sides.kind === 'unread') return sides.outcome;
    const diff = findDiffOfSides(request, sides.value);
    if (diff) return toFileDiff(diff, headSha, limitBytes);
  }
  // A mode, a submodule.
  const listed = await listPieces(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const piece = findPiece(listed.value.pieces, request);
  return piece ? toPieceDiff(piece, headSha, limitBytes) : { kind: 'no_file' };
}
