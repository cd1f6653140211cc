import { Counter, Histogram, type Registry } from 'prom-client';
import type { ObservedRequest } from '../../../forge/client/observe-requests.ts';

/** What the sync reports while it works. */
export function createSyncMetrics(registers: Registry[]) {
  const refreshes = new Counter({
    name: 'afterpush_refreshes_total',
    help: 'Refreshes of tracked branches by outcome',
    labelNames: ['forge', 'outcome'],
    registers,
  });
  const refreshDurations = new Histogram({
    name: 'afterpush_refresh_duration_seconds',
    help: 'Time from acquiring a tracked branch to its outcome',
    labelNames: ['forge'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const leaseLosses = new Counter({
    name: 'afterpush_lease_losses_total',
    help: 'Outcomes that were not stored, because another acquire had taken the row',
    labelNames: ['forge'],
    registers,
  });
  const acquireDurations = new Histogram({
    name: 'afterpush_acquire_duration_seconds',
    help: 'Duration of acquiring due rows',
    labelNames: ['forge'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5],
    registers,
  });
  const acquiredRows = new Histogram({
    name: 'afterpush_acquired_rows',
    help: 'Rows that one acquire returned',
    labelNames: ['forge'],
    buckets: [0, 1, 2, 5, 10, 25, 50, 100, 200],
    registers,
  });
  const requests = new Counter({
    name: 'afterpush_forge_requests_total',
    help: 'Requests to forges by result; the share of not_modified is free of charge',
    labelNames: ['forge', 'api', 'result'],
    registers,
  });
  return {
    /** Called after every refresh. */
    observeRefresh: (forgeId: string, outcome: string, durationMs?: number): void => {
      refreshes.inc({ forge: forgeId, outcome });
      if (durationMs !== undefined) refreshDurations.observe({ forge: forgeId }, durationMs / 1000);
    },
    observeLeaseLoss: (forgeId: string) => leaseLosses.inc({ forge: forgeId }),
    observeAcquire: (forgeId: string, rows: number, durationMs: number): void => {
      acquireDurations.observe({ forge: forgeId }, durationMs / 1000);
      acquiredRows.observe({ forge: forgeId }, rows);
    },
    observeForgeRequest: (forgeId: string, { api, result }: ObservedRequest) =>
      requests.inc({ forge: forgeId, api, result }),
  };
}
