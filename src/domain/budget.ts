/** One quota of a token, as the forge reported it. */
export interface Quota {
  /** As the forge names it: `core`, `graphql`. */
  bucket: string;
  /** Requests or points per window. */
  quota: number;
  remaining: number;
  /** Until the quota is refilled: a duration, because the clocks of forges and replicas differ. */
  resetInMs: number;
}

/** A quota of one token of a forge. */
export interface KnownQuota extends Quota {
  forgeId: string;
  tokenFingerprint: string;
  /** What will be left when the window ends. */
  projected: number;
}

/** How much of a quota was left at some time. */
export interface QuotaReading {
  at: Date;
  remaining: number;
}

/** `requested`: a push, a delivery or a user is waiting for the result. */
export type Demand = 'requested' | 'routine';

/**
 * The share of a quota that is reserved for the token owner's other tools. Requested refreshes may
 * use half of it.
 */
const reservedShares: Record<Demand, number> = { requested: 0.2, routine: 0.4 };

/** Quotas are per hour, unless a forge reports something else. */
const windowMs = 3_600_000;
const shortestElapsedMs = 60_000;
const longestStretch = 20;
/** The forecast extrapolates from the readings of this long. */
const recentMs = 15 * 60_000;

/**
 * How long this demand has to leave the quota alone, because it is down to the reserve; undefined when
 * it need not wait.
 */
export function findBudgetWait(quota: Quota, demand: Demand): number | undefined {
  const { remaining, resetInMs } = quota;
  if (resetInMs <= 0 || remaining > quota.quota * reservedShares[demand]) return undefined;
  return resetInMs;
}

/**
 * The factor by which routine intervals grow so that the quota lasts until its window ends: 1 while
 * the current consumption, by any client, leaves the reserve untouched.
 */
export function toStretch(quotas: readonly Quota[]): number {
  const running = quotas.filter(({ resetInMs }) => resetInMs > 0);
  // The adapter uses the quota that has most left.
  const strains = running.map(toStrain);
  const strain = strains.length === 0 ? 1 : Math.min(...strains);
  return Math.min(longestStretch, Math.max(1, strain));
}

/** What the whole window would cost at this pace, divided by what may be spent. */
function toStrain(quota: Quota): number {
  const cost = toCost(quota);
  return cost === undefined ? 1 : cost / (quota.quota * (1 - reservedShares.routine));
}

/** What the whole window costs at the pace so far; undefined at its start, when there is no pace yet. */
function toCost({ quota, remaining, resetInMs }: Quota): number | undefined {
  const elapsedMs = windowMs - resetInMs;
  if (elapsedMs < shortestElapsedMs) return undefined;
  return ((quota - remaining) / elapsedMs) * windowMs;
}

/** What is left when the window ends, at the pace of the window so far. */
export function toProjected(quota: Quota): number {
  const cost = toCost(quota);
  return cost === undefined ? quota.remaining : Math.max(0, quota.quota - cost);
}

/** How much of a quota is reserved for the token owner's other tools. */
export function toReserved({ quota }: Quota): number {
  return Math.floor(quota * reservedShares.routine);
}

/**
 * How much will be left when the window ends, at the pace of the last quarter of an hour.
 * `readings` are earlier ones, oldest first, one for each change; `now` is on the clock of their times.
 */
export function toForecast(
  { remaining, resetInMs }: Quota,
  readings: readonly QuotaReading[],
  now: number,
): number {
  const recent = listRecent(readings, now);
  const [first] = recent;
  if (!first || now - first.atMs < shortestElapsedMs) return remaining;
  const pace = toSpent([...recent, { remaining }]) / (now - first.atMs);
  const forecast = Math.round(remaining - pace * Math.max(0, resetInMs));
  return Math.min(remaining, Math.max(0, forecast));
}

/** The first one is the reading at the start of that time: the last change before it. */
function listRecent(readings: readonly QuotaReading[], now: number) {
  const beginsAt = now - recentMs;
  const times = readings.map(({ at, remaining }) => ({ atMs: at.getTime(), remaining }));
  const before = times.filter(({ atMs }) => atMs <= beginsAt).slice(-1);
  const since = times.filter(({ atMs }) => atMs > beginsAt && atMs <= now);
  return [...before.map(({ remaining }) => ({ atMs: beginsAt, remaining })), ...since];
}

/** A quota that was refilled in between does not count as negative consumption. */
function toSpent(readings: readonly { remaining: number }[]): number {
  const falls = readings.slice(1).map(({ remaining }, index) => {
    const before = readings[index]?.remaining ?? remaining;
    return Math.max(0, before - remaining);
  });
  return falls.reduce((sum, fall) => sum + fall, 0);
}
