import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Unread } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import {
  type Changes,
  noChanges,
  toDiffOutcome,
  toTruncatedChanges,
  toUncountedFile,
  toWholeChanges,
} from '../diff/changes.ts';
import type { Access, DiffFile, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import type { NamedRepository } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import {
  type Change,
  compareBranch,
  listChanges,
  toComparedCommits,
  toUncompared,
} from './compare.ts';
import { readPatch, type Stop } from './patch.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface AzureDevOpsDiffSource {
  webBaseUrl: string;
  api: AzureDevOpsApi;
  repositories: Repositories;
  limitBytes: number;
}

/** The diff of the pull request, or of the branch since it left the default branch. */
export async function fetchDiff(
  request: DiffRequest,
  source: AzureDevOpsDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (reference) return fetchPullRequestDiff(reference, source, access);
  return toForeignPullRequest();
}

async function fetchPullRequestDiff(
  reference: PullRequestReference,
  source: AzureDevOpsDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  const { api, webBaseUrl } = source;
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const { repository, head } = read.value;
  const compared = toComparedCommits(read.value);
  if (!compared) return toUncompared(read.value).outcome;
  const listed = await listChanges(repository, compared, api, access);
  if (listed.kind === 'unread') return listed.outcome;
  const { changes } = listed.value;
  const built = await buildDiff({ repository, changes }, source, access);
  return toDiffOutcome(built, toPageUrl(read.value, webBaseUrl), head.sha);
}

const concurrency = 6;

const mostFiles = 300;

/** Azure has no diff as text: both sides of each file are read, and compared here. */
export async function buildDiff(
  { repository, changes }: { repository: NamedRepository; changes: readonly Change[] },
  { api, limitBytes }: { api: AzureDevOpsApi; limitBytes: number },
  access: Access,
): Promise<Changes | Unread> {
  const patches: string[] = [];
  // Of the text that is compared, most is not part of the diff: it may be a few times as long.
  const left = { diffBytes: limitBytes, readBytes: 8 * limitBytes };
  const stops: Stop[] = changes.length > mostFiles ? [{ kind: 'too_large' }] : [];
  await mapConcurrently([...changes.entries()], concurrency, async ([index, change]) => {
    if (stops.length > 0) return;
    const read = await readPatch(change, repository, { api, limitBytes }, access);
    if (read.kind !== 'read') return void stops.push(read);
    patches[index] = read.patch;
    left.diffBytes -= Buffer.byteLength(read.patch);
    left.readBytes -= read.comparedLength;
    if (left.diffBytes < 0 || left.readBytes < 0) stops.push({ kind: 'too_large' });
  });
  const unread = stops.find((stop) => stop.kind === 'unread');
  if (unread) return unread;
  return stops.length > 0
    ? toTruncatedChanges(changes.map(toFile))
    : toWholeChanges(patches.join(''));
}

function toFile({ path, status, previousPath }: Change): DiffFile {
  return toUncountedFile(path, status, previousPath);
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: { api: AzureDevOpsApi; repositories: Repositories; limitBytes: number },
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const built = await buildDiff(compared.value, source, access);
  return toDiffOutcome(built, null, compared.value.headSha);
}
