import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  findPullRequest,
  type SingleLookupDeps,
} from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import type { Counts } from './counts.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import { readPullRequest } from './pull-requests.ts';
import { readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface StatusDeps {
  webBaseUrl: string;
  api: AzureDevOpsApi;
  repositories: Repositories;
  counts: Counts;
}

export async function fetchStatus(
  request: StatusRequest,
  statusDeps: StatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = statusDeps;
  const deps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => answer,
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: (row) => findOpenPullRequest(row, api, repositories, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  return completeLookup(lookup, ({ answer }) => complete(answer, statusDeps, access));
}

async function complete(
  answer: PullRequestAnswer,
  { webBaseUrl, api, counts }: StatusDeps,
  access: Access,
): Promise<MaybeRead<PullRequest>> {
  const details = await readDetails(answer, { webBaseUrl, api, counts }, access);
  if (details.kind === 'unread') return details;
  return { kind: 'read', value: toPullRequest(answer, details.value, webBaseUrl) };
}
