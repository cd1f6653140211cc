import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Logger } from '../../platform/logger.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Access, StatusRequest } from '../forge.ts';
import {
  type Lookup,
  type LookupDeps,
  type LookupQuery,
  type LookupResult,
  lookUp,
} from './find-pull-request.ts';

export interface BatchLookupDeps<Answer> extends LookupDeps<Answer> {
  /**
   * Runs the queries of many rows together. One result per query, in their order; undefined where
   * the result is incomplete, because it would decide nothing (S9).
   */
  runQueries(
    queries: readonly LookupQuery[],
  ): Promise<readonly (LookupResult<Answer> | undefined)[]>;
  logger: Pick<Logger, 'error'>;
}

interface RowLookup<Answer> {
  steps: ReturnType<typeof lookUp<Answer>>;
  /** What it needs next; undefined once it is decided or given up. */
  query: LookupQuery | undefined;
  lookup: Lookup<Answer> | undefined;
}

const concurrency = 8;

/**
 * Looks up many rows in rounds: each round runs the next query of every undecided row. One lookup
 * per request, in their order; undefined where the row must be looked up on its own.
 */
export async function findPullRequests<Answer>(
  requests: readonly StatusRequest[],
  deps: BatchLookupDeps<Answer>,
  access: Access,
): Promise<(Lookup<Answer> | undefined)[]> {
  const rows = await Promise.all(
    requests.map(async (request): Promise<RowLookup<Answer>> => {
      const steps = lookUp(request, deps, access);
      return { steps, ...toNextState(await steps.next()) };
    }),
  );
  for (let open = listOpen(rows); open.length > 0; open = listOpen(rows)) {
    const results = await deps.runQueries(open.map(({ query }) => query));
    await mapConcurrently([...open.entries()], concurrency, async ([index, row]) => {
      Object.assign(row, await advance(row, results[index], deps.logger, access));
    });
  }
  return rows.map(({ lookup }) => lookup);
}

type OpenRow<Answer> = RowLookup<Answer> & { query: LookupQuery };

function listOpen<Answer>(rows: readonly RowLookup<Answer>[]): OpenRow<Answer>[] {
  return rows.filter((row): row is OpenRow<Answer> => row.query !== undefined);
}

type RowState<Answer> = Pick<RowLookup<Answer>, 'query' | 'lookup'>;

async function advance<Answer>(
  { steps }: RowLookup<Answer>,
  result: LookupResult<Answer> | undefined,
  logger: Pick<Logger, 'error'>,
  access: Access,
): Promise<RowState<Answer>> {
  if (!result) return { query: undefined, lookup: undefined };
  const next = await catchUnexpectedErrors(
    async () => toNextState(await steps.next(result)),
    access,
    logger,
  );
  return 'kind' in next ? { query: undefined, lookup: next } : next;
}

function toNextState<Answer>(step: IteratorResult<LookupQuery, Lookup<Answer>>): RowState<Answer> {
  return step.done
    ? { query: undefined, lookup: step.value }
    : { query: step.value, lookup: undefined };
}
