import type { Logger } from '../../../platform/logger.ts';
import type { Access, StatusRequest } from '../../forge.ts';
import type { Lookup, LookupQuery, LookupResult } from '../../lookup/find-pull-request.ts';
import { findPullRequests } from '../../lookup/find-pull-requests.ts';
import { buildLookupDeps, type FetchedPullRequest } from '../find-pull-request.ts';
import type { Repositories } from '../repositories.ts';
import { countMoreThreads } from './count-threads.ts';
import type { Selection } from './query.ts';
import {
  type BatchResults,
  type RunBatchDeps,
  runBatch,
  type SelectionResult,
} from './run-batch.ts';

export interface BatchDeps extends RunBatchDeps {
  webBaseUrl: string;
  repositories: Repositories;
  logger: Pick<Logger, 'error'>;
}

export interface BatchLookups {
  /** One for each request, in their order; undefined where REST must look it up. */
  lookups: (Lookup<FetchedPullRequest> | undefined)[];
  /** How GraphQL proved unusable, if it did. */
  unusable: BatchResults['unusable'];
  /** A query failed: REST need not try GraphQL again now. */
  hasFailed: boolean;
}

// GraphQL has numbers of 32 bits; one too large would fail the whole query.
const largestNumber = 2 ** 31 - 1;

/** Looks up many rows by GraphQL, each round of the lookup with as few queries as possible. */
export async function lookUpBatch(
  requests: readonly StatusRequest[],
  deps: BatchDeps,
  access: Access,
): Promise<BatchLookups> {
  let unusable: BatchLookups['unusable'];
  let hasFailed = false;
  const runQueries = async (queries: readonly LookupQuery[]) => {
    const selections = queries.map(toSelections);
    const batch = await runBatch(selections.flat(), deps, access);
    unusable ??= batch.unusable;
    hasFailed ||= batch.hasFailed;
    return selections.map((own) => mergeResults(batch.results.splice(0, own.length)));
  };
  const { logger } = deps;
  const lookups = await findPullRequests(
    requests,
    { ...buildLookupDeps(deps), runQueries, logger },
    access,
  );
  return { lookups: await completeThreads(lookups, deps, access), unusable, hasFailed };
}

async function completeThreads(
  lookups: BatchLookups['lookups'],
  { graphql }: BatchDeps,
  access: Access,
): Promise<BatchLookups['lookups']> {
  const started = lookups.flatMap((lookup) => {
    const count = lookup?.kind === 'found' ? lookup.answer.threads : undefined;
    return lookup?.kind === 'found' && count?.after ? [{ ...lookup, count }] : [];
  });
  const counted = await countMoreThreads(started, graphql, access);
  return lookups.map((lookup) => {
    const index = started.findIndex(({ answer }) => {
      return lookup?.kind === 'found' && answer === lookup.answer;
    });
    const threads = counted[index];
    if (lookup?.kind !== 'found' || !threads) return lookup;
    return { ...lookup, answer: { ...lookup.answer, threads } };
  });
}

/** Empty when GraphQL cannot express the query. */
function toSelections({ row, read: reference, findOpen }: LookupQuery): Selection[] {
  if (reference && reference.number > largestNumber) return [];
  const { repository, branch } = row;
  return [
    ...(reference ? [{ kind: 'read', reference } as const] : []),
    ...(findOpen ? [{ kind: 'find', repository, branch } as const] : []),
  ];
}

/** Undefined when a result is missing: an incomplete one decides nothing (S9). */
function mergeResults(
  results: readonly SelectionResult[],
): LookupResult<FetchedPullRequest> | undefined {
  const isComplete = results.length > 0 && !results.includes(undefined);
  return isComplete ? Object.assign({}, ...results) : undefined;
}
