import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { fetchEach } from '../client/fetch-each.ts';
import { isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access, PullRequestReference, ReportOutcome, StatusRequest } from '../forge.ts';
import {
  completeLookup,
  findPullRequest,
  type SingleLookupDeps,
} from '../lookup/find-pull-request.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findOpenPullRequest, toHead } from './find-pull-request.ts';
import { type CompletedChecksDeps, completeChecks } from './graphql/complete-checks.ts';
import { type BatchDeps, lookUpBatch } from './graphql/look-up-batch.ts';
import { readPullRequest, toPageUrl } from './pull-requests.ts';
import {
  type DetailDeps,
  type PullRequestDetails,
  readDetails,
  toPullRequest,
} from './read-details.ts';
import { parsePullRequestUrl } from './urls.ts';

type StatusDeps = BatchDeps & DetailDeps & CompletedChecksDeps;

const concurrency = 8;

/** Many rows of one project by GraphQL, and by REST the rows that it could not decide. */
export async function fetchStatuses(
  requests: readonly StatusRequest[],
  deps: StatusDeps,
  access: Access,
  report?: ReportOutcome,
): Promise<FetchOutcome[]> {
  const lookups = await lookUpBatch(requests, deps, access);
  const fetch = async (request: StatusRequest, index: number) => {
    const lookup = lookups[index];
    if (!lookup) return fetchStatus(request, deps, access);
    return completeLookup(lookup, async ({ reference, answer: batched }) => {
      const { counts } = batched.details;
      if (counts) deps.rememberedCounts.save(reference, batched.answer, counts, access);
      const checks = await completeChecks(reference, batched, deps, access);
      if (isRateLimited(checks)) return checks;
      const details = { ...batched.details, checks: orUnknown(checks, null) };
      return toRead(reference, { answer: batched.answer, details }, deps);
    });
  };
  return fetchEach({ requests, concurrency, fetch, report }, deps, access);
}

async function fetchStatus(
  request: StatusRequest,
  deps: StatusDeps,
  access: Access,
): Promise<FetchOutcome> {
  const { webBaseUrl, api, repositories } = deps;
  const lookupDeps: SingleLookupDeps<PullRequestAnswer> = {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: (answer) => ({ state: answer.state, head: toHead(answer) }),
    readPullRequest: (reference) => readPullRequest(reference, api, access),
    findOpen: (row) => findOpenPullRequest(row, api, repositories, access),
  };
  const lookup = await findPullRequest(request, lookupDeps, access);
  return completeLookup(lookup, async ({ reference, answer }) => {
    const details = await readDetails(reference, answer, deps, access);
    if (details.kind === 'unread') return details;
    return toRead(reference, { answer, details: details.value }, deps);
  });
}

function toRead(
  reference: PullRequestReference,
  { answer, details }: { answer: PullRequestAnswer; details: PullRequestDetails },
  { webBaseUrl }: StatusDeps,
): MaybeRead<PullRequest> {
  const url = toPageUrl(answer, reference, webBaseUrl);
  return { kind: 'read', value: toPullRequest(answer, details, url) };
}
