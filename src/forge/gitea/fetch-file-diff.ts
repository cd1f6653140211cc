import {
  type FilePaths,
  findDiffOfSides,
  findPartOfDiff,
  readSides,
  toFileDiff,
} from '../diff/file-diff.ts';
import type { Access, FileDiffOutcome, PullRequestReference } from '../forge.ts';
import { type GiteaDiffSource, readWholeDiff } from './fetch-diff.ts';
import { readPullRequest } from './pull-requests.ts';
import { readFile } from './read-file.ts';

/** Gitea gives a diff as a whole, and it is asked for where both sides of the file do not tell. */
export async function fetchPullRequestFileDiff(
  reference: PullRequestReference,
  paths: FilePaths,
  source: GiteaDiffSource,
  access: Access,
): Promise<FileDiffOutcome> {
  const { api, limitBytes } = source;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { mergeBase, head } = read.value;
  if (mergeBase !== null && head.sha !== null) {
    // The commits of a fork are in the repository that it leads to.
    const { repository } = reference;
    const versions = { baseSha: mergeBase, headSha: head.sha };
    const sides = await readSides(paths, versions, (ref, path) =>
      readFile({ repository, ref, path }, api, access),
    );
    if (sides.kind === 'unread') return sides.outcome;
    const diff = findDiffOfSides(paths, sides.value);
    if (diff) return toFileDiff(diff, head.sha, limitBytes);
  }
  // A mode, a submodule.
  const whole = await readWholeDiff(reference, source, access);
  if (whole.kind === 'unread') return whole.outcome;
  if (whole.kind === 'too_large') return whole;
  const part = findPartOfDiff(whole.text, paths);
  return part ? toFileDiff(part, head.sha, limitBytes) : { kind: 'no_file' };
}
