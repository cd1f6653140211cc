import type { ForgeHealth, ForgeTrouble, QuotaHealth, Replica } from '../../contract/health.ts';
import { type Quota, toForecast, toReserved } from '../../domain/budget.ts';
import type { FailureKind } from '../../domain/diff-status.ts';
import { isForgeFailing } from '../../domain/forge-trouble.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { ForgeReadsRow } from '../../store/queries/health/list-forge-reads.ts';
import type { QuotaSampleRow } from '../../store/queries/health/list-quota-samples.ts';
import type { ReplicaSampleRow } from '../../store/queries/health/list-replicas.ts';
import type { WebhookFeedRow } from '../../store/queries/webhooks/list-webhook-feeds.ts';

/** A quota with its samples and forecast. Samples record changes, so the current value is added last. */
export function toQuotaHealth(
  quota: Quota,
  samplesOfForge: readonly QuotaSampleRow[],
  now: number,
): QuotaHealth {
  const { bucket, remaining, resetInMs } = quota;
  const before = samplesOfForge.filter((sample) => sample.bucket === bucket);
  const samples = [...before, { at: new Date(now), remaining }];
  return {
    bucket,
    quota: quota.quota,
    remaining,
    reset_at: toResetAt(resetInMs, now),
    reserved: toReserved(quota),
    forecast: toForecast(quota, before, now),
    samples: samples.map((sample) => ({
      at: sample.at.toISOString(),
      remaining: sample.remaining,
    })),
  };
}

/** In whole seconds, so that every response shows the same instant. */
export function toResetAt(resetInMs: number, now: number): string {
  return new Date(Math.round((now + resetInMs) / 1000) * 1000).toISOString();
}

/** Null unless most recent reads of the forge failed. */
export function toForgeTrouble(reads: ForgeReadsRow | undefined): ForgeTrouble | null {
  if (!reads || !isForgeFailing(reads)) return null;
  return {
    kind: toTroubleKind(reads.failureKind),
    since: reads.since.toISOString(),
    branches: reads.failing,
    message: reads.message,
    next_check_at: reads.nextCheckAt?.toISOString() ?? null,
  };
}

function toTroubleKind(kind: FailureKind): ForgeTrouble['kind'] {
  return kind === 'timed_out' || kind === 'malformed' ? kind : 'unavailable';
}

export function toFeedHealth(feeds: readonly WebhookFeedRow[]): ForgeHealth['feeds'] {
  const count = (state: WebhookFeedRow['state']) =>
    feeds.filter((feed) => feed.state === state).length;
  const deliveries = feeds.flatMap(({ lastDeliveryAt: at }) => (at ? [at.getTime()] : []));
  const last = deliveries.length === 0 ? null : new Date(Math.max(...deliveries));
  return {
    live: count('live'),
    waiting: count('waiting'),
    silent: count('silent'),
    never: count('never'),
    last_delivery_at: last?.toISOString() ?? null,
  };
}

/** Groups rows, one per sample, by replica. */
export function toReplicas(rows: readonly ReplicaSampleRow[]): Replica[] {
  return groupBy(rows, ({ id }) => id).flatMap((samples) => {
    const [replica] = samples;
    return replica ? [toReplica(replica, samples)] : [];
  });
}

function toReplica(
  { id, host, version, startedAt, seenAt }: ReplicaSampleRow,
  samples: readonly ReplicaSampleRow[],
): Replica {
  return {
    id,
    host,
    version,
    started_at: startedAt.toISOString(),
    seen_at: seenAt.toISOString(),
    samples: samples.flatMap(({ at, due, lagMs }) =>
      at === null ? [] : [{ at: at.toISOString(), due: due ?? 0, lag_ms: lagMs ?? 0 }],
    ),
  };
}
