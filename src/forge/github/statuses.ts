import { restBucket } from '../../domain/forge-token.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { withAge } from '../client/fetch-each.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Access, ReportOutcome, StatusRequest } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { graphQlBucket } from './api.ts';
import { type BatchDeps, lookUpBatch } from './graphql/look-up-batch.ts';
import { fetchSingleStatus, isFreeByRest, type SingleStatusDeps } from './single-status.ts';
import { completeByRest, type GitHubLookup } from './status-by-rest.ts';

export type GitHubStatusesDeps = SingleStatusDeps & BatchDeps;

const concurrency = 8;

/** One outcome per request, in their order. Equal requests are fetched once. */
export async function fetchStatuses(
  requests: readonly StatusRequest[],
  deps: GitHubStatusesDeps,
  access: Access,
  report?: ReportOutcome,
): Promise<FetchOutcome[]> {
  access.signal.throwIfAborted();
  const closedBuckets = access.closedBuckets ?? new Map<string, number>();
  const unique = new Map(requests.map((request) => [toKey(request), request]));
  const finish = (request: StatusRequest, fetched: FetchOutcome) => {
    const outcome = withAge(fetched, deps.api.forgeNow());
    // The other API may still serve a row that one of them limits.
    if (outcome.kind === 'rate_limited') return outcome;
    for (const [index, equal] of requests.entries()) {
      if (toKey(equal) === toKey(request)) report?.(index, outcome);
    }
    return outcome;
  };
  const batch = { ...deps, finish };
  const fetched = await fetchUnique([...unique.values()], batch, { ...access, closedBuckets });
  const outcomes = new Map(
    [...unique.keys()].map((key, index) => [key, toEarliestRetry(fetched[index], closedBuckets)]),
  );
  return requests.map((request) => {
    const outcome = outcomes.get(toKey(request));
    if (!outcome) throw new Error('A request has no outcome.');
    return outcome;
  });
}

/** The dependencies of one batch. */
interface BatchOfRows extends GitHubStatusesDeps {
  /** Passes on the outcome of a request as soon as it is final. */
  finish(request: StatusRequest, outcome: FetchOutcome): FetchOutcome;
}

function toKey({ repository, repositoryId, ...request }: StatusRequest): string {
  const name = toFullName(repository).toLowerCase();
  const { branch, known, readsAll } = request;
  return JSON.stringify([name, repositoryId, branch, known?.url, known?.state, readsAll]);
}

/** A row that either quota can serve waits for the one that is refilled first (S5). */
function toEarliestRetry(
  outcome: FetchOutcome | undefined,
  closedBuckets: ReadonlyMap<string, number>,
): FetchOutcome | undefined {
  if (outcome?.kind !== 'rate_limited' || outcome.bucket === undefined) return outcome;
  const waits = [restBucket, graphQlBucket].map((bucket) => closedBuckets.get(bucket) ?? Infinity);
  return { ...outcome, retryInMs: Math.min(outcome.retryInMs, ...waits) };
}

/** When one API's quota is used up, the other API serves the rows that are left. */
async function fetchUnique(
  requests: readonly StatusRequest[],
  deps: BatchOfRows,
  access: Access & { closedBuckets: Map<string, number> },
): Promise<FetchOutcome[]> {
  const mayBeFree = requests.every((request) => isFreeByRest(request, deps, access));
  const api = deps.choice.choose(requests.length, access, mayBeFree);
  if (api === 'graphql') return fetchByGraphQl(requests, deps, access);
  const outcomes = await fetchByRestOnly(requests, deps, access);
  const left = requests.filter((_, index) => isOutOfRest(outcomes[index]));
  if (left.length === 0 || deps.choice.choose(left.length, access) === 'rest') return outcomes;
  const rest = (await fetchByGraphQl(left, deps, access)).values();
  return outcomes.map(
    (outcome) => (isOutOfRest(outcome) ? rest.next().value : undefined) ?? outcome,
  );
}

function isOutOfRest(outcome: FetchOutcome | undefined): boolean {
  return outcome?.kind === 'rate_limited' && outcome.bucket === restBucket;
}

async function fetchByRestOnly(
  requests: readonly StatusRequest[],
  deps: BatchOfRows,
  access: Access,
): Promise<FetchOutcome[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  if (others.length > 0) return fetchByRest(requests, deps, access);
  const fetch = () => fetchSingleStatus(first, deps, access);
  return [deps.finish(first, await catchUnexpectedErrors(fetch, access, deps.logger))];
}

async function fetchByGraphQl(
  requests: readonly StatusRequest[],
  deps: BatchOfRows,
  access: Access,
): Promise<FetchOutcome[]> {
  const { lookups, unusable, hasFailed } = await lookUpBatch(requests, deps, access);
  const outcomes = await mapConcurrently(
    [...requests.entries()],
    concurrency,
    async ([index, request]) => {
      const lookup = lookups[index];
      if (!lookup) return undefined;
      const complete = () => completeBatched(lookup, deps, access);
      return deps.finish(request, await catchUnexpectedErrors(complete, access, deps.logger));
    },
  );
  const undecided = requests.filter((_, index) => !outcomes[index]);
  const choice = hasFailed ? { ...deps.choice, hasGraphQl: () => false } : deps.choice;
  const limited = outcomes.find((outcome) => outcome?.kind === 'rate_limited');
  const byRest = limited
    ? undecided.map(() => limited)
    : await fetchByRest(undecided, { ...deps, choice }, access);
  // If REST fails as well, the cause is not GraphQL.
  if (unusable && byRest.some(({ kind }) => kind !== 'failed')) {
    deps.graphql.avoid(unusable, access);
  }
  const rest = byRest.values();
  return outcomes.flatMap((outcome) => outcome ?? rest.next().value ?? []);
}

function completeBatched(
  lookup: GitHubLookup,
  deps: BatchOfRows,
  access: Access,
): Promise<FetchOutcome> {
  if (lookup.kind === 'found') {
    const { conversationUnread } = lookup.answer.facts;
    deps.reads[conversationUnread ? 'forget' : 'note'](lookup.reference, access);
  }
  return completeByRest(lookup, deps, access);
}

/** The first row goes ahead: if its failure concerns the token, no other request is sent (S5). */
async function fetchByRest(
  requests: readonly StatusRequest[],
  deps: BatchOfRows,
  access: Access,
): Promise<FetchOutcome[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  let stopped: FetchOutcome | undefined;
  const fetch = async (request: StatusRequest) => {
    if (stopped) return stopped;
    const fetchOne = () => fetchSingleStatus(request, deps, access);
    const fetched = await catchUnexpectedErrors(fetchOne, access, deps.logger);
    const outcome = deps.finish(request, fetched);
    if (concernsToken(outcome)) stopped = outcome;
    return outcome;
  };
  return [await fetch(first), ...(await mapConcurrently(others, concurrency, fetch))];
}

function concernsToken(outcome: FetchOutcome): boolean {
  if (outcome.kind === 'failed') return outcome.failure.kind === 'unauthorized';
  return outcome.kind === 'rate_limited';
}
