import { Gauge, type Registry } from 'prom-client';
import type { KnownQuota } from '../../../domain/budget.ts';
import type { QueueCount } from '../../../store/queries/branches/count-queue.ts';
import type { DataAge } from '../../../store/queries/health/measure-data-age.ts';
import type { WebhookCount } from '../../../store/queries/webhooks/count-webhooks.ts';

/** What the database knows when `/metrics` is requested. */
export interface StoredMetrics {
  forgeIds: readonly string[];
  queue: readonly QueueCount[];
  webhooks: WebhookCount;
  ages: readonly DataAge[];
}

/** Gauges that are set when `/metrics` is requested, and have no value without a database. */
export function createStoredMetrics(registers: Registry[]) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge<Label>({ name: `afterpush_${name}`, help, labelNames, registers });
  const gauges = {
    due: gauge(
      'queue_due',
      'Tracked branches that are due now; the forge label is empty when no configured forge serves them',
      ['forge'],
    ),
    behind: gauge('queue_behind', 'Tracked branches that have been due for more than ten seconds', [
      'forge',
    ]),
    lag: gauge('queue_lag_seconds', 'How long the oldest due tracked branch has been waiting', [
      'forge',
    ]),
    rows: gauge('verdict_rows', 'Rows with an open pull request, by verdict', ['verdict']),
    age: gauge(
      'data_age_seconds',
      'Age of what is shown about open pull requests, by verdict: median, 95th percentile and maximum',
      ['verdict', 'quantile'],
    ),
    inbox: gauge('webhook_inbox', 'Deliveries that were received but not processed yet', []),
    inboxLag: gauge(
      'webhook_inbox_lag_seconds',
      'How long the oldest unprocessed delivery has been waiting',
      [],
    ),
    feeds: gauge(
      'webhook_feeds',
      'Webhook feeds of repositories by state: live, waiting for the first delivery, or silent although installed',
      ['forge', 'state'],
    ),
  };
  const reset = () => {
    for (const each of Object.values(gauges)) each.reset();
    gauges.inbox.remove();
    gauges.inboxLag.remove();
  };
  return {
    reset,
    set({ forgeIds, queue, webhooks, ages }: StoredMetrics): void {
      reset();
      const idle = forgeIds.map((forgeId) => ({ forgeId, due: 0, behind: 0, lagMs: 0 }));
      for (const { forgeId: forge, due, behind, lagMs } of [...idle, ...queue]) {
        gauges.due.set({ forge }, due);
        gauges.behind.set({ forge }, behind);
        gauges.lag.set({ forge }, Math.max(0, lagMs) / 1000);
      }
      gauges.inbox.set(webhooks.inbox);
      gauges.inboxLag.set(webhooks.lagMs / 1000);
      const none = forgeIds.map((forgeId) => ({ forgeId, live: 0, waiting: 0, silent: 0 }));
      for (const { forgeId: forge, live, waiting, silent } of [...none, ...webhooks.feeds]) {
        gauges.feeds.set({ forge, state: 'live' }, live);
        gauges.feeds.set({ forge, state: 'waiting' }, waiting);
        gauges.feeds.set({ forge, state: 'silent' }, silent);
      }
      for (const { verdict, rows, p50Ms, p95Ms, longestMs } of ages) {
        gauges.rows.set({ verdict }, rows);
        for (const [quantile, ms] of [
          ['0.5', p50Ms],
          ['0.95', p95Ms],
          ['1', longestMs],
        ] as const) {
          gauges.age.set({ verdict, quantile }, ms / 1000);
        }
      }
    },
  };
}

/** The quotas of tokens, as the forges reported them last. */
export function createQuotaMetrics(registers: Registry[]) {
  const labelNames = ['forge', 'principal', 'bucket'] as const;
  const limit = new Gauge({
    name: 'afterpush_quota_limit',
    help: 'Quota of a token in its window; the principal is the start of the hash of the token',
    labelNames,
    registers,
  });
  const remaining = new Gauge({
    name: 'afterpush_quota_remaining',
    help: 'What is left of the quota of a token',
    labelNames,
    registers,
  });
  const projected = new Gauge({
    name: 'afterpush_quota_projected',
    help: 'What will be left of the quota when its window ends, at the pace of the window so far',
    labelNames,
    registers,
  });
  return {
    set(quotas: readonly KnownQuota[]): void {
      for (const each of [limit, remaining, projected]) each.reset();
      for (const { forgeId: forge, tokenFingerprint, bucket, ...quota } of quotas) {
        const labels = { forge, principal: tokenFingerprint.slice(0, 8), bucket };
        limit.set(labels, quota.quota);
        remaining.set(labels, quota.remaining);
        projected.set(labels, quota.projected);
      }
    },
  };
}
