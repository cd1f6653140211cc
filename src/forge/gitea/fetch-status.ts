import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, PullRequestReference, StatusRequest } from '../forge.ts';
import { findPullRequest, type SingleLookupDeps } from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { BranchRules } from './branch-rules.ts';
import { findOpenPullRequest } from './find-pull-request.ts';
import type { OpenPullRequests } from './open-pull-requests.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

export interface GiteaStatusSource {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  rules: BranchRules;
  clock: Pick<Clock, 'now'>;
}

export async function fetchStatus(
  request: StatusRequest,
  open: OpenPullRequests,
  source: GiteaStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = source;
  const deps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => answer,
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: () => findOpenPullRequest(request, open, repositories, access),
  };
  const lookup = await findPullRequest(request, deps, access);
  if (lookup.kind !== 'found') return lookup;
  return toOutcome(lookup.reference, lookup.answer, source, access);
}

async function toOutcome(
  reference: PullRequestReference,
  answer: PullRequestAnswer,
  { webBaseUrl, api, rules, clock }: GiteaStatusSource,
  access: Access,
): Promise<FetchOutcome> {
  const details = await readDetails(reference, answer, { api, rules, now: clock.now() }, access);
  if (details.kind === 'unread') return details.outcome;
  const url = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'refreshed', pullRequest: toPullRequest(answer, details.value, url) };
}
