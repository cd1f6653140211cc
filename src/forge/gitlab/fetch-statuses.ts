import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { catchUnexpectedErrors } from '../client/outcomes.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { type BatchDeps, fetchBatches } from './fetch-batches.ts';
import { fetchStatus } from './fetch-status.ts';

const concurrency = 8;

/** Many rows of one project by GraphQL, and by REST the rows that it could not decide. */
export async function fetchStatuses(
  requests: readonly StatusRequest[],
  deps: BatchDeps,
  access: Access,
): Promise<FetchOutcome[]> {
  const { logger } = deps;
  const batched = await fetchBatches(requests, deps, access);
  return mapConcurrently([...requests.entries()], concurrency, async ([index, request]) => {
    const fetch = () => fetchStatus(request, deps, access);
    return batched[index] ?? catchUnexpectedErrors(fetch, access, logger);
  });
}
