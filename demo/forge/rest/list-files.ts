import type { ChangedFile } from '../git/compare-commits.ts';
import { readDiff } from '../git/read-commits.ts';
import { findComparison } from '../world/comparisons.ts';
import { toFullName } from '../world/repositories.ts';
import type { Repository, World } from '../world/world.ts';
import { splitPatches } from './split-patches.ts';
import { toApiUrl } from './to-account.ts';

/** GitHub lists no more of a comparison. */
export const mostComparedFiles = 300;
/** Nor of a pull request. */
export const mostPullRequestFiles = 3000;

/** What GitHub shows of one file, and of all of them together. */
const patchLimits = { lines: 20_000, bytes: 500_000, allBytes: 1_000_000 };

/** The changed files with their patches, in GitHub's shape. */
export async function listFilesJson(
  world: World,
  repository: Repository,
  { base, head }: { base: string; head: string },
  most: number,
) {
  const comparison = await findComparison(world, repository, base, head);
  const files = (comparison?.files ?? []).slice(0, most);
  const diff = await readDiff(repository.directory, base, head);
  const patches = withoutLarge(splitPatches(diff.toString()));
  return files.map((file, at) => toFileJson(world, repository, head, file, patches[at]));
}

/** Leaves out what is too large alone, and everything once it is too much together. */
function withoutLarge(patches: readonly (string | undefined)[]): (string | undefined)[] {
  let left = patchLimits.allBytes;
  return patches.map((patch = '') => {
    const bytes = Buffer.byteLength(patch);
    left -= bytes;
    const isShown = patch !== '' && left >= 0 && bytes <= patchLimits.bytes;
    return isShown && patch.split('\n').length <= patchLimits.lines ? patch : undefined;
  });
}

function toFileJson(
  world: World,
  repository: Repository,
  head: string,
  file: ChangedFile,
  patch: string | undefined,
) {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const fullName = toFullName(repository);
  const contents = toApiUrl(world, `/repos/${fullName}/contents/${path}?ref=${head}`);
  return {
    sha: file.blobSha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${world.webBaseUrl}/${fullName}/blob/${head}/${path}`,
    raw_url: `${world.webBaseUrl}/${fullName}/raw/${head}/${path}`,
    contents_url: contents,
    ...(patch !== undefined && { patch }),
    ...(file.previousPath !== undefined && { previous_filename: file.previousPath }),
  };
}
