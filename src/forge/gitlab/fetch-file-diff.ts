import { type FilePaths, findDiffOfSides, readSides, toFileDiff } from '../diff/file-diff.ts';
import type { Access, FileDiffOutcome, PullRequestReference } from '../forge.ts';
import { findPiece, toPieceDiff } from './diff-pieces.ts';
import type { GitLabDiffSource } from './fetch-diff.ts';
import { listPieces } from './list-pieces.ts';
import { readPullRequest } from './pull-requests.ts';
import { readFile } from './read-file.ts';

/**
 * Both sides of the file are two requests. GitLab's list of changes has no way to ask for one, so
 * that it may be a hundred, and leaves out what is large.
 */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  { api, limitBytes }: GitLabDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { baseSha, headSha } = read.value;
  if (baseSha !== null && headSha !== null) {
    // The target has the commits of a fork as well.
    const { repository } = reference;
    const sides = await readSides(paths, { baseSha, headSha }, (ref, path) =>
      readFile({ repository, ref, path }, api, access),
    );
    if (sides.kind === 'unread') return sides.outcome;
    const diff = findDiffOfSides(paths, sides.value);
    if (diff) return toFileDiff(diff, headSha, limitBytes);
  }
  // A mode, a submodule.
  const listed = await listPieces(reference, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const piece = findPiece(listed.value.pieces, paths);
  return piece ? toPieceDiff(piece, headSha, limitBytes) : { kind: 'no_file' };
}
