import type { ForgeApi } from '../client/forge-api.ts';
import { toRangeSubject } from '../client/outcomes.ts';
import { checkFileCount, noChanges, toDiffOutcome } from '../diff/changes.ts';
import type {
  Access,
  DiffOutcome,
  DiffRequest,
  PullRequestReference,
  RangeDiffRequest,
} from '../forge.ts';
import { readChanges } from './changes.ts';
import { compareBranch, toRangeUrls } from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { DetailReader } from './read-details.ts';
import type { Repositories } from './repositories.ts';

export interface DiffDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  details: Pick<DetailReader, 'readCommits' | 'findChangedFiles'>;
  limitBytes: number;
}

export async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, details, limitBytes }: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: after a push in between, a diff newer than its head is fetched again.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const commits = await details.readCommits(reference, read.value, access);
  if (commits.kind === 'unread') return commits.outcome;
  const url = toPullRequestApiUrl(reference, api);
  const subject = `the diff of ${toSubject(reference)}`;
  // Both URLs redirect to the comparison of the two commits.
  const request = { diffUrl: `${url}/diff`, diffstatUrl: `${url}/diffstat`, subject, limitBytes };
  const changes = await readChanges(request, api, access);
  const counted = details.findChangedFiles(reference, read.value, access);
  const checked = checkFileCount(changes, counted, toSubject(reference));
  const pageUrl = toPageUrl(read.value, reference, webBaseUrl);
  return toDiffOutcome(checked, pageUrl, commits.value.headSha);
}

export async function fetchBranchDiff(
  request: DiffRequest,
  deps: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, deps, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { api, limitBytes } = deps;
  const changes = await readChanges({ ...compared.value, limitBytes }, api, access);
  return toDiffOutcome(changes, null, compared.value.headSha);
}

/** What one commit changed since it left another one. */
export async function compareCommits(
  request: RangeDiffRequest,
  { api, repositories, limitBytes }: DiffDeps,
  access: Access,
): Promise<DiffOutcome> {
  const found = await repositories.find(request.repository, access);
  if (found.kind === 'unread') return found.outcome;
  const urls = toRangeUrls(found.value, request, api);
  const changes = await readChanges(
    { ...urls, subject: toRangeSubject(request), limitBytes },
    api,
    access,
  );
  return toDiffOutcome(changes, null, request.to);
}
