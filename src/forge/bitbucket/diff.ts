import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import { noChanges, toDiffOutcome } from '../diff/changes.ts';
import type { Access, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import { readChanges } from './changes.ts';
import { type BranchDiffSource, compareBranch } from './compare.ts';
import { readPullRequest, toPageUrl, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { DetailReader } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface BitbucketDiffSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  details: Pick<DetailReader, 'readCommits'>;
  limitBytes: number;
}

/** The diff of the pull request, or of the branch since it left the default branch. */
export async function fetchDiff(
  request: DiffRequest,
  source: BitbucketDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  if (request.pullRequestUrl === undefined) return fetchBranchDiff(request, source, access);
  const reference = parsePullRequestUrl(request.pullRequestUrl, source.webBaseUrl);
  if (reference) return fetchPullRequestDiff(reference, source, access);
  return toForeignPullRequest();
}

async function fetchPullRequestDiff(
  reference: PullRequestReference,
  { webBaseUrl, api, details, limitBytes }: BitbucketDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  // The head first: after a push in between, a diff newer than its head is read again, not missed.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  const commits = await details.readCommits(reference, read.value, access);
  if (commits.kind === 'unread') return commits.outcome;
  const url = toPullRequestApiUrl(reference, api);
  const subject = `the diff of ${toSubject(reference)}`;
  // Both redirect to what is between the two commits.
  const request = { diffUrl: `${url}/diff`, diffstatUrl: `${url}/diffstat`, subject, limitBytes };
  const changes = await readChanges(request, api, access);
  const pageUrl = toPageUrl(read.value, reference, webBaseUrl);
  return toDiffOutcome(changes, pageUrl, commits.value.headSha);
}

/** What a branch changed since it left the default branch of its own repository. */
export async function fetchBranchDiff(
  request: { repository: RepositoryReference; branch: string },
  source: BranchDiffSource,
  access: Access,
): Promise<DiffOutcome> {
  const compared = await compareBranch(request, source, access);
  if (compared.kind === 'unread') return compared.outcome;
  if (compared.value === null) return toDiffOutcome(noChanges, null, null);
  const { api, limitBytes } = source;
  const changes = await readChanges({ ...compared.value, limitBytes }, api, access);
  return toDiffOutcome(changes, null, compared.value.headSha);
}
