import type { ForgeHealth, Health, QuotaHealth, Replica } from '../../../../src/contract/health.ts';
import { isRefilled } from './quota-plot.ts';

/** Something a person who doubts the board should know, most weighty first. */
export type Concern =
  | { kind: 'no_replica' }
  | { kind: 'paused'; forgeId: string; until: string }
  | { kind: 'used_up'; forgeId: string; quota: QuotaHealth }
  | { kind: 'only_reserve'; forgeId: string; quota: QuotaHealth }
  | { kind: 'no_token'; forgeId: string }
  | { kind: 'lag'; lagMs: number }
  | { kind: 'age'; ageMs: number }
  | { kind: 'running_out'; forgeId: string; quota: QuotaHealth }
  | { kind: 'replica'; replica: Replica }
  | { kind: 'silent'; forgeId: string; count: number };

type QuotaTrouble = 'used_up' | 'only_reserve' | 'running_out';

/** More than two reports missed, and a replica is taken for gone. */
const missingAfterMs = 150_000;
const longLagMs = 60_000;
/** Every open pull request is read at least every ten minutes. */
const oldAgeMs = 12 * 60_000;
/** What was measured longer ago says nothing of now. */
const outdatedAfterMs = 10 * 60_000;

export function listConcerns(health: Health, nowMs: number): Concern[] {
  const { forges } = health;
  const replicas = listExpected(health);
  return [
    ...toNoReplica(replicas, health),
    ...forges.flatMap((forge) => toPause(forge, nowMs)),
    ...forges.flatMap((forge) => toQuotas(forge, nowMs, 'used_up')),
    ...forges.flatMap((forge) => toQuotas(forge, nowMs, 'only_reserve')),
    ...forges.flatMap(({ id, token_linked: linked }): Concern[] =>
      linked ? [] : [{ kind: 'no_token', forgeId: id }],
    ),
    ...toLag(health),
    ...toAge(health),
    ...forges.flatMap((forge) => toQuotas(forge, nowMs, 'running_out')),
    ...toMissing(replicas, health),
    ...forges.flatMap(({ id, feeds }): Concern[] =>
      feeds.silent > 0 ? [{ kind: 'silent', forgeId: id, count: feeds.silent }] : [],
    ),
  ];
}

/** By the clock of the server, which is the one that replicas report to. */
export function isMissing(replica: Replica, { at }: Pick<Health, 'at'>): boolean {
  return Date.parse(at) - Date.parse(replica.seen_at) > missingAfterMs;
}

/**
 * The replicas that are there or should be. One that died and was started again on its host is
 * neither: its successor tells of itself.
 */
export function listExpected(health: Pick<Health, 'at' | 'replicas'>): Replica[] {
  const { replicas } = health;
  return replicas.filter(
    (replica) =>
      !isMissing(replica, health) ||
      !replicas.some(
        ({ host, started_at: startedAt }) =>
          host === replica.host && Date.parse(startedAt) > Date.parse(replica.seen_at),
      ),
  );
}

export function isPaused({ paused_until: until }: ForgeHealth, nowMs: number): boolean {
  return until !== null && Date.parse(until) > nowMs;
}

function toNoReplica(replicas: readonly Replica[], health: Health): Concern[] {
  const allMissing = replicas.length > 0 && replicas.every((each) => isMissing(each, health));
  return allMissing ? [{ kind: 'no_replica' }] : [];
}

function toMissing(replicas: readonly Replica[], health: Health): Concern[] {
  const missing = replicas.filter((each) => isMissing(each, health));
  if (missing.length === replicas.length) return [];
  return missing.map((replica) => ({ kind: 'replica', replica }));
}

function toPause(forge: ForgeHealth, nowMs: number): Concern[] {
  const { id, paused_until: until } = forge;
  return until !== null && isPaused(forge, nowMs) ? [{ kind: 'paused', forgeId: id, until }] : [];
}

/** A pause says already that nothing is left. */
function toQuotas(forge: ForgeHealth, nowMs: number, kind: QuotaTrouble): Concern[] {
  if (isPaused(forge, nowMs)) return [];
  return forge.quotas
    .filter((quota) => !isRefilled(quota, nowMs) && findTrouble(quota) === kind)
    .map((quota) => ({ kind, forgeId: forge.id, quota }));
}

function findTrouble({ remaining, reserved, forecast }: QuotaHealth): QuotaTrouble | undefined {
  if (remaining <= 0) return 'used_up';
  if (remaining <= reserved) return 'only_reserve';
  return forecast <= 0 ? 'running_out' : undefined;
}

function toLag(health: Health): Concern[] {
  const lags = health.replicas
    .filter((replica) => !isMissing(replica, health))
    .flatMap(({ samples }) => samples.slice(-1))
    .filter((sample) => isOfNow(sample.at, health))
    .map((sample) => sample.lag_ms);
  const lagMs = Math.max(0, ...lags);
  return lagMs > longLagMs ? [{ kind: 'lag', lagMs }] : [];
}

function toAge(health: Health): Concern[] {
  const last = health.data_age.at(-1);
  if (!last || last.rows === 0 || !isOfNow(last.at, health)) return [];
  return last.p95_ms > oldAgeMs ? [{ kind: 'age', ageMs: last.p95_ms }] : [];
}

/** Whether a measurement is young enough to say how things are. */
export function isOfNow(at: string, health: Pick<Health, 'at'>): boolean {
  return Date.parse(health.at) - Date.parse(at) <= outdatedAfterMs;
}
