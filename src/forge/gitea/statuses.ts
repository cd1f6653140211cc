import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { Logger } from '../../platform/logger.ts';
import { fetchEach } from '../client/fetch-each.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, ReportOutcome, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  findPullRequest,
  type ReadPullRequest,
  type SingleLookupDeps,
} from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { BranchRules } from './branch-rules.ts';
import {
  createOpenPullRequests,
  findOpenPullRequest,
  type OpenPullRequests,
} from './find-pull-request.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import { readDetails, toPullRequest } from './read-details.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl } from './urls.ts';

interface StatusDeps {
  webBaseUrl: string;
  api: ForgeApi;
  repositories: Repositories;
  rules: BranchRules;
  logger: Pick<Logger, 'error'>;
}

const concurrency = 4;

/** Rows of one repository share its list of open pull requests. */
export function fetchStatuses(
  requests: readonly StatusRequest[],
  deps: StatusDeps,
  access: Access,
  report?: ReportOutcome,
): Promise<FetchOutcome[]> {
  const open = createOpenPullRequests(deps.api, access);
  const fetch = (request: StatusRequest) => fetchStatus(request, open, deps, access);
  return fetchEach({ requests, concurrency, fetch, report }, deps, access);
}

async function fetchStatus(
  request: StatusRequest,
  open: OpenPullRequests,
  deps: StatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = deps;
  const lookupDeps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => answer,
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: (row) => findOpenPullRequest(row, open, repositories, access),
  };
  const lookup = await findPullRequest(request, lookupDeps, access);
  return completeLookup(lookup, (found) => complete(found, deps, access));
}

async function complete(
  { reference, answer }: ReadPullRequest<PullRequestAnswer>,
  { webBaseUrl, api, rules }: StatusDeps,
  access: Access,
): Promise<MaybeRead<PullRequest>> {
  const details = await readDetails(reference, answer, { api, rules, now: api.forgeNow() }, access);
  if (details.kind === 'unread') return details;
  const url = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'read', value: toPullRequest(answer, details.value, url) };
}
