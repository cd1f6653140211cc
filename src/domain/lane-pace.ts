import type { SurveyedChecks, SurveyedHead } from './repository-lane.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How many requests the lanes of one token may send within any minute, on one replica. */
export const mostPerMinute = 120;
/** How many of them may be sent at once. */
export const mostAtOnce = 20;
/** What is left for each minute: a minute may begin with as many at once. */
export const steadyPerMinute = mostPerMinute - mostAtOnce;

/** How often a list is surveyed, by the time since its last change or the last push that awaits a pull request. */
const listPaces = [
  { withinMs: 10 * minute, everyMs: 15 * second },
  { withinMs: day, everyMs: minute },
  { withinMs: 7 * day, everyMs: 5 * minute },
];
const coldMs = 15 * minute;

/** A pull request mostly follows its push within moments. */
const awaited = { withinMs: minute, everyMs: 3 * second };

/** Deliveries report the changes; the list covers those that are lost. */
export const fedListMs = 5 * minute;

export function toListPaceMs({
  sinceChangedMs,
  sinceReportedMs,
  isFed,
}: {
  sinceChangedMs: number | null;
  sinceReportedMs: number | null;
  isFed: boolean;
}): number {
  const { withinMs, everyMs } = awaited;
  const sinceMs = Math.min(sinceChangedMs ?? Infinity, sinceReportedMs ?? Infinity);
  const paceMs = listPaces.find((pace) => sinceMs < pace.withinMs)?.everyMs ?? coldMs;
  if (isFed) return Math.max(fedListMs, paceMs);
  return sinceReportedMs !== null && sinceReportedMs < withinMs ? everyMs : paceMs;
}

/**
 * Where the lanes of a token would take this many times their limit, one query for all due heads costs less than a
 * conditional request for each, because those that changed are charged; and it is not late.
 */
export const combinedAbove = 1.25;
/** One query each time: a seventh of GitHub's quota in an hour would be too much. */
export const combinedMs = 7_500;

/** Heads that would be surveyed at least this often are in each of these queries. */
export const combinedWithinMs = minute;

const startingMs = 2 * minute;
const changingMs = 5 * second;
const settledMs = 20 * second;
const hourlyMs = minute;
const dailyMs = 5 * minute;
const openedMs = 30 * second;
/** The page repeats its request every 15 seconds, while the chat is open. */
const openWithinMs = 45 * second;

/** How often the checks of a head are surveyed; they change most while they run and just after a push. */
export function toHeadPaceMs(
  { failed, pending }: Pick<SurveyedChecks, 'failed' | 'pending'>,
  { sinceHeadMs, sinceChangedMs, sinceOpenedMs }: Omit<SurveyedHead, 'differing' | 'areRulesKnown'>,
): number {
  const changedMs = sinceChangedMs ?? Infinity;
  const headMs = sinceHeadMs ?? Infinity;
  if (headMs < startingMs || (pending > 0 && changedMs < hour)) return changingMs;
  if (changedMs < 10 * minute) return settledMs;
  const isOpen = sinceOpenedMs !== null && sinceOpenedMs < openWithinMs;
  if (isOpen) return openedMs;
  const isUnsettled = failed + pending > 0;
  return changedMs < hour || (isUnsettled && changedMs < day) ? hourlyMs : dailyMs;
}

/** The factor by which the intervals of a token's lanes grow, so that together they keep to the limit. */
export function toLaneStretch(requestsPerMinute: number): number {
  return Math.max(1, requestsPerMinute / steadyPerMinute);
}
