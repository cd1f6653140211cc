import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { findPullRequest, type SingleLookupDeps } from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findOpenPullRequest, toHead } from './find-pull-request.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { type DetailDeps, readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GitLabStatusDeps extends DetailDeps {
  webBaseUrl: string;
  repositories: Repositories;
}

export async function fetchStatus(
  request: StatusRequest,
  source: GitLabStatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = source;
  const deps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => ({ state: answer.state, head: toHead(answer) }),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: () => findOpenPullRequest(request, api, repositories, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  if (lookup.kind !== 'found') return lookup;
  return toOutcome(lookup.reference, lookup.answer, source, access);
}

async function toOutcome(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  source: GitLabStatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const details = await readDetails(reference, answer, source, access);
  if (details.kind === 'unread') return details.outcome;
  const page = toPageUrl(answer, reference, source.webBaseUrl);
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, details.value, page) };
}
