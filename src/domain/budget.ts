/** What a forge said of one quota of a token. */
export interface Quota {
  /** As the forge names it: `core`, `graphql`. */
  bucket: string;
  /** Requests or points per window. */
  quota: number;
  remaining: number;
  resetAt: Date;
}

/** What was left of a quota at some time. */
export interface QuotaReading {
  at: Date;
  remaining: number;
}

/** Whether somebody waits for the answer: a push, a delivery, a person who looks. */
export type Demand = 'asked' | 'routine';

/**
 * The share of a quota that stays with the person whose token it is, for their own tools. What they
 * ask for themselves may use half of it.
 */
const reservedShares: Record<Demand, number> = { asked: 0.2, routine: 0.4 };

/** Forges count by the hour, or tell nothing else. */
const windowMs = 3_600_000;
const shortestElapsedMs = 60_000;
const longestStretch = 20;
/** What the forecast takes for the pace. */
const lateMs = 15 * 60_000;

/**
 * Until when this demand has to wait, because only the reserve is left in every quota that could
 * serve it; undefined when it need not. A forge that was never asked has told nothing: ask it.
 */
export function findBudgetEnd(
  quotas: readonly Quota[],
  demand: Demand,
  now: number,
): Date | undefined {
  const running = quotas.filter(({ resetAt }) => resetAt.getTime() > now);
  const spent = running.filter(
    ({ quota, remaining }) => remaining <= quota * reservedShares[demand],
  );
  if (spent.length === 0 || spent.length < running.length) return undefined;
  return new Date(Math.min(...spent.map(({ resetAt }) => resetAt.getTime())));
}

/**
 * By how much routine intervals grow so that the window ends before the quota does: 1 while what is
 * spent, by whomever, would leave the reserve untouched.
 */
export function toStretch(quotas: readonly Quota[], now: number): number {
  const running = quotas.filter(({ resetAt }) => resetAt.getTime() > now);
  // The least strained one serves: the adapter takes what is left where it is left.
  const strains = running.map((quota) => toStrain(quota, now));
  const strain = strains.length === 0 ? 1 : Math.min(...strains);
  return Math.min(longestStretch, Math.max(1, strain));
}

/** What the window would cost at this pace, as a part of what may be spent of it. */
function toStrain({ quota, remaining, resetAt }: Quota, now: number): number {
  const elapsedMs = windowMs - (resetAt.getTime() - now);
  if (elapsedMs < shortestElapsedMs) return 1;
  const projected = ((quota - remaining) / elapsedMs) * windowMs;
  return projected / (quota * (1 - reservedShares.routine));
}

/** What of a quota is kept for the person's own tools. */
export function toReserved({ quota }: Quota): number {
  return Math.floor(quota * reservedShares.routine);
}

/**
 * What will be left when the window ends, if it is spent as in the last quarter of an hour, by
 * whomever. The readings are those of before, oldest first: one for each change.
 */
export function toForecast(
  { remaining, resetAt }: Quota,
  readings: readonly QuotaReading[],
  now: number,
): number {
  const recent = listRecent(readings, now);
  const [first] = recent;
  if (!first || now - first.atMs < shortestElapsedMs) return remaining;
  const pace = toSpent([...recent, { remaining }]) / (now - first.atMs);
  const forecast = Math.round(remaining - pace * Math.max(0, resetAt.getTime() - now));
  return Math.min(remaining, Math.max(0, forecast));
}

/** Begins with what was left at the beginning of that time: what the last change before it left. */
function listRecent(readings: readonly QuotaReading[], now: number) {
  const beginsAt = now - lateMs;
  const times = readings.map(({ at, remaining }) => ({ atMs: at.getTime(), remaining }));
  const before = times.filter(({ atMs }) => atMs <= beginsAt).slice(-1);
  const since = times.filter(({ atMs }) => atMs > beginsAt && atMs <= now);
  return [...before.map(({ remaining }) => ({ atMs: beginsAt, remaining })), ...since];
}

/** A quota that was filled again in between was not spent backwards. */
function toSpent(readings: readonly { remaining: number }[]): number {
  const falls = readings.slice(1).map(({ remaining }, index) => {
    const before = readings[index]?.remaining ?? remaining;
    return Math.max(0, before - remaining);
  });
  return falls.reduce((sum, fall) => sum + fall, 0);
}
