import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { isolate } from '../client/isolate.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { fetchLone, type LoneSource } from './fetch-lone.ts';
import { type BatchDeps, lookUpBatch } from './graphql/look-up-batch.ts';
import { completeByRest, fetchStatus, type GitHubLookup } from './status-by-rest.ts';

export type GitHubStatusesSource = LoneSource & BatchDeps;

const concurrency = 8;

/** One outcome per request, in their order. What is asked for twice is fetched once. */
export async function fetchStatuses(
  requests: readonly StatusRequest[],
  source: GitHubStatusesSource,
  access: Access,
): Promise<FetchOutcome[]> {
  access.signal.throwIfAborted();
  const unique = new Map(requests.map((request) => [toKey(request), request]));
  const fetched = await fetchUnique([...unique.values()], source, access);
  const outcomes = new Map([...unique.keys()].map((key, index) => [key, fetched[index]]));
  return requests.map((request) => {
    const outcome = outcomes.get(toKey(request));
    if (!outcome) throw new Error('A request was left unanswered.');
    return outcome;
  });
}

function toKey({ repository, branch, known }: StatusRequest): string {
  const name = toFullName(repository).toLowerCase();
  return JSON.stringify([name, branch, known?.url, known?.state]);
}

async function fetchUnique(
  requests: readonly StatusRequest[],
  source: GitHubStatusesSource,
  access: Access,
): Promise<FetchOutcome[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  switch (source.choice.choose(requests.length, access)) {
    case 'graphql':
      return fetchByGraphQl(requests, source, access);
    case 'rest':
      if (others.length > 0) return fetchByRest(requests, source, access);
      return [await isolate(() => fetchLone(first, source, access), access, source.logger)];
  }
}

async function fetchByGraphQl(
  requests: readonly StatusRequest[],
  source: GitHubStatusesSource,
  access: Access,
): Promise<FetchOutcome[]> {
  const { lookups, unusable } = await lookUpBatch(requests, source, access);
  const outcomes = await mapConcurrently(lookups, concurrency, async (lookup) =>
    lookup
      ? isolate(() => completeBatched(lookup, source, access), access, source.logger)
      : undefined,
  );
  const left = requests.filter((_, index) => !outcomes[index]);
  const limited = outcomes.find((outcome) => outcome?.kind === 'rate_limited');
  const byRest = limited ? left.map(() => limited) : await fetchByRest(left, source, access);
  // Where REST fails as well, that says nothing of GraphQL.
  if (unusable && byRest.some(({ kind }) => kind !== 'failed')) {
    source.graphql.avoid(unusable, access);
  }
  const rest = byRest.values();
  return outcomes.flatMap((outcome) => outcome ?? rest.next().value ?? []);
}

function completeBatched(
  lookup: GitHubLookup,
  source: GitHubStatusesSource,
  access: Access,
): Promise<FetchOutcome> {
  if (lookup.kind === 'found') source.reads.note(lookup.reference, access);
  return completeByRest(lookup, source, access);
}

/** The first alone: what is true of the token is learned once, not once for each row (S5). */
async function fetchByRest(
  requests: readonly StatusRequest[],
  source: GitHubStatusesSource,
  access: Access,
): Promise<FetchOutcome[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  let stopped: FetchOutcome | undefined;
  const fetch = async (request: StatusRequest) => {
    if (stopped) return stopped;
    const outcome = await isolate(
      () => fetchStatus(request, source, access),
      access,
      source.logger,
    );
    if (isOfToken(outcome)) stopped = outcome;
    return outcome;
  };
  return [await fetch(first), ...(await mapConcurrently(others, concurrency, fetch))];
}

function isOfToken(outcome: FetchOutcome): boolean {
  if (outcome.kind === 'failed') return outcome.failure.kind === 'unauthorized';
  return outcome.kind === 'rate_limited';
}
