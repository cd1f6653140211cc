import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Access, ReportOutcome, StatusRequest } from '../forge.ts';
import type { ForgeApi } from './forge-api.ts';
import { catchUnexpectedErrors } from './outcomes.ts';

export interface FetchEachDeps {
  api: Pick<ForgeApi, 'forgeNow'>;
  logger: Pick<Logger, 'error'>;
}

export interface FetchEach {
  requests: readonly StatusRequest[];
  concurrency: number;
  fetch: (request: StatusRequest, index: number) => Promise<FetchOutcome>;
  /** Receives each outcome as it arrives, so that a batch that is cut off loses none. */
  report: ReportOutcome | undefined;
}

/** Fetches the rows of a batch. An unexpected error fails its own row only. */
export function fetchEach(
  { requests, concurrency, fetch, report }: FetchEach,
  { api, logger }: FetchEachDeps,
  access: Access,
): Promise<FetchOutcome[]> {
  return mapConcurrently([...requests.entries()], concurrency, async ([index, request]) => {
    const fetched = await catchUnexpectedErrors(() => fetch(request, index), access, logger);
    const outcome = withAge(fetched, api.forgeNow());
    report?.(index, outcome);
    return outcome;
  });
}

/** Adds how long ago the pull request was merged or closed, by the clock of its forge alone. */
export function withAge(outcome: FetchOutcome, forgeNow: number): FetchOutcome {
  if (outcome.kind !== 'refreshed' || outcome.pullRequest.settledAt === null) return outcome;
  const sinceSettledMs = Math.max(0, forgeNow - outcome.pullRequest.settledAt.getTime());
  return { ...outcome, sinceSettledMs };
}
