import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type BatchDeps, lookUpBatch } from './graphql/look-up-batch.ts';
import { fetchSingleStatus, type SingleStatusDeps } from './single-status.ts';
import { completeByRest, fetchStatus, type GitHubLookup } from './status-by-rest.ts';

export type GitHubStatusesDeps = SingleStatusDeps & BatchDeps;

const concurrency = 8;

/** One outcome per request, in their order. Equal requests are fetched once. */
export async function fetchStatuses(
  requests: readonly StatusRequest[],
  deps: GitHubStatusesDeps,
  access: Access,
): Promise<FetchOutcome[]> {
  access.signal.throwIfAborted();
  const unique = new Map(requests.map((request) => [toKey(request), request]));
  const fetched = await fetchUnique([...unique.values()], deps, access);
  const outcomes = new Map([...unique.keys()].map((key, index) => [key, fetched[index]]));
  return requests.map((request) => {
    const outcome = outcomes.get(toKey(request));
    if (!outcome) throw new Error('A request has no outcome.');
    return outcome;
  });
}

function toKey({ repository, branch, known, readsAll }: StatusRequest): string {
  const name = toFullName(repository).toLowerCase();
  return JSON.stringify([name, branch, known?.url, known?.state, readsAll]);
}

async function fetchUnique(
  requests: readonly StatusRequest[],
  deps: GitHubStatusesDeps,
  access: Access,
): Promise<FetchOutcome[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  switch (deps.choice.choose(requests.length, access)) {
    case 'graphql':
      return fetchByGraphQl(requests, deps, access);
    case 'rest':
      if (others.length > 0) return fetchByRest(requests, deps, access);
      return [
        await catchUnexpectedErrors(
          () => fetchSingleStatus(first, deps, access),
          access,
          deps.logger,
        ),
      ];
  }
}

async function fetchByGraphQl(
  requests: readonly StatusRequest[],
  deps: GitHubStatusesDeps,
  access: Access,
): Promise<FetchOutcome[]> {
  const { lookups, unusable } = await lookUpBatch(requests, deps, access);
  const outcomes = await mapConcurrently(lookups, concurrency, async (lookup) =>
    lookup
      ? catchUnexpectedErrors(() => completeBatched(lookup, deps, access), access, deps.logger)
      : undefined,
  );
  const undecided = requests.filter((_, index) => !outcomes[index]);
  const limited = outcomes.find((outcome) => outcome?.kind === 'rate_limited');
  const byRest = limited
    ? undecided.map(() => limited)
    : await fetchByRest(undecided, deps, access);
  // If REST fails as well, the cause is not GraphQL.
  if (unusable && byRest.some(({ kind }) => kind !== 'failed')) {
    deps.graphql.avoid(unusable, access);
  }
  const rest = byRest.values();
  return outcomes.flatMap((outcome) => outcome ?? rest.next().value ?? []);
}

function completeBatched(
  lookup: GitHubLookup,
  deps: GitHubStatusesDeps,
  access: Access,
): Promise<FetchOutcome> {
  if (lookup.kind === 'found') deps.reads.note(lookup.reference, access);
  return completeByRest(lookup, deps, access);
}

/** The first row goes ahead: if its failure concerns the token, no other request is sent (S5). */
async function fetchByRest(
  requests: readonly StatusRequest[],
  deps: GitHubStatusesDeps,
  access: Access,
): Promise<FetchOutcome[]> {
  const [first, ...others] = requests;
  if (!first) return [];
  let stopped: FetchOutcome | undefined;
  const fetch = async (request: StatusRequest) => {
    if (stopped) return stopped;
    const outcome = await catchUnexpectedErrors(
      () => fetchStatus(request, deps, access),
      access,
      deps.logger,
    );
    if (concernsToken(outcome)) stopped = outcome;
    return outcome;
  };
  return [await fetch(first), ...(await mapConcurrently(others, concurrency, fetch))];
}

function concernsToken(outcome: FetchOutcome): boolean {
  if (outcome.kind === 'failed') return outcome.failure.kind === 'unauthorized';
  return outcome.kind === 'rate_limited';
}
