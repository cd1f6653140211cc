import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Logger } from '../../platform/logger.ts';
import { isolate } from '../client/isolate.ts';
import type { Access, StatusRequest } from '../forge.ts';
import { fetchBatches } from './fetch-batches.ts';
import { fetchStatus, type GitLabStatusSource } from './fetch-status.ts';

const concurrency = 8;

/** Many rows of one project by GraphQL, and by the REST API whatever is not plain there. */
export async function fetchStatuses(
  requests: readonly StatusRequest[],
  source: GitLabStatusSource & { logger: Pick<Logger, 'error'> },
  access: Access,
): Promise<FetchOutcome[]> {
  const { logger } = source;
  const answered = await fetchBatches(requests, source, access);
  return mapConcurrently(requests, concurrency, async (request) => {
    const outcome = answered.get(request);
    return outcome ?? isolate(() => fetchStatus(request, source, access), access, logger);
  });
}
