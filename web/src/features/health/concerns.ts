import type {
  ForgeHealth,
  ForgeTrouble,
  Health,
  QuotaHealth,
  Replica,
} from '../../../../src/contract/health.ts';
import { hasReset } from './quota-share.ts';

/** A reason why the board may be out of date or soon will be. */
export type Concern =
  | { kind: 'no_replica' }
  | { kind: 'failing'; forgeId: string; trouble: ForgeTrouble }
  | { kind: 'paused'; forgeId: string; until: string }
  | { kind: 'used_up'; forgeId: string; quota: QuotaHealth }
  | { kind: 'only_reserve'; forgeId: string; quota: QuotaHealth }
  | { kind: 'no_token'; forgeId: string }
  | { kind: 'lag'; lagMs: number }
  | { kind: 'age'; ageMs: number }
  | { kind: 'running_out'; forgeId: string; quota: QuotaHealth }
  | { kind: 'replica'; replica: Replica }
  | { kind: 'silent'; forgeId: string; count: number };

type QuotaConcernKind = 'used_up' | 'only_reserve' | 'running_out';

/** A replica that missed more than two reports counts as missing. */
const missingAfterMs = 150_000;
const longLagMs = 60_000;
/** Every open pull request is checked at least every ten minutes. */
const oldAgeMs = 12 * 60_000;
/** Older measurements do not describe the present. */
const recentMs = 10 * 60_000;

/** The most serious first. */
export function listConcerns(health: Health, nowMs: number): Concern[] {
  const { forges } = health;
  const replicas = listExpectedReplicas(health);
  return [
    ...listNoReplica(replicas, health),
    ...forges.flatMap(({ id, trouble }): Concern[] =>
      trouble === null ? [] : [{ kind: 'failing', forgeId: id, trouble }],
    ),
    ...forges.flatMap((forge) => listPauses(forge, nowMs)),
    ...forges.flatMap((forge) => listQuotaConcerns(forge, nowMs, 'used_up')),
    ...forges.flatMap((forge) => listQuotaConcerns(forge, nowMs, 'only_reserve')),
    ...forges.flatMap(({ id, token_linked: linked }): Concern[] =>
      linked ? [] : [{ kind: 'no_token', forgeId: id }],
    ),
    ...listLag(health),
    ...listOldData(health),
    ...forges.flatMap((forge) => listQuotaConcerns(forge, nowMs, 'running_out')),
    ...listMissingReplicas(replicas, health),
    ...forges.flatMap(({ id, feeds }): Concern[] =>
      feeds.silent > 0 ? [{ kind: 'silent', forgeId: id, count: feeds.silent }] : [],
    ),
  ];
}

/** Compared with the server's clock, because replicas report by that clock. */
export function isMissing(replica: Replica, { at }: Pick<Health, 'at'>): boolean {
  return Date.parse(at) - Date.parse(replica.seen_at) > missingAfterMs;
}

/** Leaves out a replica that crashed and was restarted on the same host: its successor reports. */
export function listExpectedReplicas(health: Pick<Health, 'at' | 'replicas'>): Replica[] {
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

function listNoReplica(replicas: readonly Replica[], health: Health): Concern[] {
  const allMissing = replicas.length > 0 && replicas.every((each) => isMissing(each, health));
  return allMissing ? [{ kind: 'no_replica' }] : [];
}

function listMissingReplicas(replicas: readonly Replica[], health: Health): Concern[] {
  const missing = replicas.filter((each) => isMissing(each, health));
  if (missing.length === replicas.length) return [];
  return missing.map((replica) => ({ kind: 'replica', replica }));
}

function listPauses(forge: ForgeHealth, nowMs: number): Concern[] {
  const { id, paused_until: until } = forge;
  return until !== null && isPaused(forge, nowMs) ? [{ kind: 'paused', forgeId: id, until }] : [];
}

/** A paused forge is reported as such, and its quotas are not. */
function listQuotaConcerns(forge: ForgeHealth, nowMs: number, kind: QuotaConcernKind): Concern[] {
  if (isPaused(forge, nowMs)) return [];
  return forge.quotas
    .filter((quota) => !hasReset(quota, nowMs) && findQuotaConcern(quota) === kind)
    .map((quota) => ({ kind, forgeId: forge.id, quota }));
}

function findQuotaConcern(quota: QuotaHealth): QuotaConcernKind | undefined {
  const { remaining, reserved, forecast } = quota;
  if (remaining <= 0) return 'used_up';
  if (remaining <= reserved) return 'only_reserve';
  return forecast <= 0 ? 'running_out' : undefined;
}

function listLag(health: Health): Concern[] {
  const lags = health.replicas
    .filter((replica) => !isMissing(replica, health))
    .flatMap(({ samples }) => samples.slice(-1))
    .filter((sample) => isRecent(sample.at, health))
    .map((sample) => sample.lag_ms);
  const lagMs = Math.max(0, ...lags);
  return lagMs > longLagMs ? [{ kind: 'lag', lagMs }] : [];
}

/** While polling is paused, old data is what a person decided for. */
function listOldData(health: Health): Concern[] {
  if (health.polling?.paused) return [];
  const last = health.data_age.at(-1);
  if (!last || last.rows === 0 || !isRecent(last.at, health)) return [];
  return last.p95_ms > oldAgeMs ? [{ kind: 'age', ageMs: last.p95_ms }] : [];
}

export function isRecent(at: string, health: Pick<Health, 'at'>): boolean {
  return Date.parse(health.at) - Date.parse(at) <= recentMs;
}
