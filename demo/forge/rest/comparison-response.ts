import type { ChangedFile } from '../git/compare-commits.ts';
import { findMergeBase, listCommits, readDiff } from '../git/read-commits.ts';
import { diffResponse, errorResponse, type HttpResponse, jsonResponse } from '../http/response.ts';
import type { Call } from '../http/router.ts';
import { findComparison } from '../world/comparisons.ts';
import type { Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { getCommitJson, toCommitJson } from './commit-json.ts';

const maxDiffLines = 20_000;
const maxCommits = 250;

/** The changes of head since its merge base with base, as JSON or as a diff. */
export async function buildComparisonResponse(
  world: World,
  call: Call,
  repository: Repository,
  base: string,
  head: string,
): Promise<HttpResponse> {
  const { directory } = repository;
  if (wantsDiff(call.accept)) return limitDiff(await readDiff(directory, base, head));
  const comparison = await findComparison(world, repository, base, head);
  const mergeBase = await findMergeBase(directory, base, head);
  if (comparison === undefined || mergeBase === undefined) {
    return errorResponse(404, `No common ancestor between ${base} and ${head}.`);
  }
  const { ahead, behind } = comparison;
  const commits = await listCommits(directory, `${base}..${head}`, maxCommits);
  return jsonResponse({
    url: getApiUrl(world, call.path),
    html_url: `${world.webBaseUrl}/${toFullName(repository)}/compare/${base}...${head}`,
    base_commit: await getCommitJson(world, repository, base),
    merge_base_commit: await getCommitJson(world, repository, mergeBase),
    status: getComparisonStatus(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map((commit) => toCommitJson(world, repository, commit)),
    // GitHub lists the files only on the first page of the commits.
    ...(isFirstPage(call) && {
      files: await listFilesJson(world, repository, { base, head }, maxComparedFiles),
    }),
  });
}

function limitDiff(diff: Buffer): HttpResponse {
  let lines = 0;
  for (let at = diff.indexOf(10); at !== -1; at = diff.indexOf(10, at + 1)) lines += 1;
  if (lines <= maxDiffLines) return diffResponse(diff);
  const message = `Sorry, the diff exceeded the maximum number of lines (${maxDiffLines})`;
  const errors = [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }];
  return jsonResponse({ message, errors, documentation_url: 'https://docs.github.com/rest' }, 406);
}

function isFirstPage({ query }: Call): boolean {
  return (Number(query.get('page')) || 1) === 1;
}

function getComparisonStatus(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** Whether an Accept header requests a unified diff: `vnd.github.diff`, with or without version. */
export function wantsDiff(accept: string): boolean {
  return /application\/vnd\.github(\.v3)?\.(diff|patch)\b/.test(accept);
}

/** GitHub's limit of files in a comparison. */
const maxComparedFiles = 300;
/** GitHub's limit of files in a pull request. */
export const maxPullRequestFiles = 3000;

/** GitHub's limits of the patch of one file, and of all patches together. */
const patchLimits = { lines: 20_000, bytes: 500_000, allBytes: 1_000_000 };

/** The changed files with their patches, in GitHub's shape. */
export async function listFilesJson(
  world: World,
  repository: Repository,
  { base, head }: { base: string; head: string },
  limit: number,
) {
  const comparison = await findComparison(world, repository, base, head);
  const files = (comparison?.files ?? []).slice(0, limit);
  const diff = await readDiff(repository.directory, base, head);
  const patches = dropLargePatches(splitPatches(diff.toString()));
  return files.map((file, at) => toFileJson(world, repository, head, file, patches[at]));
}

/** Leaves out patches that exceed a limit, and all patches after the total is exceeded. */
function dropLargePatches(patches: readonly (string | undefined)[]): (string | undefined)[] {
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
  const contents = getApiUrl(world, `/repos/${fullName}/contents/${path}?ref=${head}`);
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

/**
 * Splits a unified diff into the patch of each file, in order. A file without hunks (a rename, a binary)
 * has no patch. Hunk lines start with a space, a sign or a backslash, so a line that starts with
 * `diff --git` is always a header.
 */
function splitPatches(diff: string): (string | undefined)[] {
  const sections = diff.split(/^diff --git /m).slice(1);
  return sections.map((section) => {
    const hunks = section.indexOf('\n@@ ');
    return hunks === -1 ? undefined : section.slice(hunks + 1).replace(/\n$/, '');
  });
}
