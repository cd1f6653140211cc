import { toForeignPullRequest } from '../client/outcomes.ts';
import { toDiffOutcome } from '../diff/changes.ts';
import type { Access, DiffOutcome, DiffRequest, PullRequestReference } from '../forge.ts';
import type { AzureDevOpsApi } from './api.ts';
import { buildDiff } from './build-diff.ts';
import { toComparedCommits, toUncompared } from './counts.ts';
import { fetchBranchDiff } from './fetch-branch-diff.ts';
import { listChanges } from './list-changes.ts';
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
