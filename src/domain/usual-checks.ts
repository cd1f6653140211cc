import type { Checks } from './checks.ts';

/** A check that recent heads of a repository and base registered. */
export interface UsualCheck {
  name: string;
  /** How long after the head appeared it was registered, 95th percentile. */
  delayMs: number;
}

/**
 * What settled heads taught about a repository and base. `heads: 0`: nothing, because there are none, or
 * because some registered checks and some did not.
 */
export interface UsualChecks {
  heads: number;
  checks: readonly UsualCheck[];
}

/** How long after its head appeared each check of a settled commit was registered. */
export type RegisteredChecks = Readonly<Record<string, number>>;

export const noUsualChecks: UsualChecks = { heads: 0, checks: [] };

/**
 * Unless every remembered head had none, a list that is empty, or that may be from before the last trigger,
 * is believed only after this long.
 */
const emptyListDelayMs = 60_000;
const shortestDelayMs = 30_000;
const longestDelayMs = 30 * 60_000;
/** When a read that is overdue is looked for again; one that arrives before is noticed at once. */
const overdueReadMs = 60_000;

/** A check is usual when more than half of the remembered heads registered it. */
export function learnUsualChecks(heads: readonly RegisteredChecks[]): UsualChecks {
  const delays = new Map<string, number[]>();
  for (const head of heads) {
    for (const [name, delayMs] of Object.entries(head)) {
      delays.set(name, [...(delays.get(name) ?? []), delayMs]);
    }
  }
  const checks = [...delays]
    .filter(([, seen]) => seen.length * 2 > heads.length)
    .map(([name, seen]) => ({ name, delayMs: toPercentile95(seen) }));
  const isMixed = checks.length === 0 && delays.size > 0;
  return { heads: isMixed ? 0 : heads.length, checks };
}

function toPercentile95(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0;
}

export interface MissingChecks {
  /** Checks of which no run was reported: required ones, and usual ones inside their delay. */
  names: string[];
  /** How many checks are required, or usual. */
  total: number;
  kind: 'required' | 'usual';
  /** The checks that were reported may run again. */
  mayRunAgain: boolean;
  /** When the forge has to be read again to know more; null when nothing is waited for. */
  readInMs: number | null;
  /** When the verdict may change without a new report; null when nothing is waited for. */
  changesInMs: number | null;
}

export interface HeadAges {
  /**
   * Since forges last had a reason to start the checks of the head, as it was first seen: the commit is new, or
   * its pull request was opened, reopened, marked as ready or based on another branch.
   */
  sinceTriggerMs: number;
  /** The commit had been seen before that trigger: the checks that are reported may be from before it. */
  retriggered: boolean;
  /** Since the forge was last read in full. */
  sinceReadMs: number;
}

/**
 * Checks that a commit should have and that nothing has reported yet. S14: nothing is given up because time
 * has passed, only because the forge was read after that time and still did not report it.
 */
export function findMissingChecks(
  checks: Pick<Checks, 'missing' | 'names' | 'required'>,
  usual: UsualChecks,
  { sinceTriggerMs, retriggered, sinceReadMs }: HeadAges,
): MissingChecks {
  const readAtAgeMs = Math.max(0, sinceTriggerMs - sinceReadMs);
  const reported = new Set(checks.names);
  const waits = usual.checks
    .filter(({ name }) => !reported.has(name) && !checks.missing.includes(name))
    .map(({ name, delayMs }) => ({ name, untilAgeMs: toPatience(delayMs) }))
    .filter(({ untilAgeMs }) => untilAgeMs > readAtAgeMs);
  const hasNoneUsually = usual.heads > 0 && usual.checks.length === 0;
  const mayRunAgain =
    retriggered && readAtAgeMs < emptyListDelayMs && !(hasNoneUsually && reported.size === 0);
  const isUnknown = !hasNoneUsually && reported.size === 0 && checks.missing.length === 0;
  const untilAgesMs = [
    ...waits.map(({ untilAgeMs }) => untilAgeMs),
    ...(isUnknown || mayRunAgain ? [emptyListDelayMs] : []),
    ...(checks.missing.length > 0 ? [longestDelayMs] : []),
  ].filter((untilAgeMs) => untilAgeMs > readAtAgeMs);
  return {
    names: [...checks.missing, ...waits.map(({ name }) => name)],
    mayRunAgain,
    ...(waits.length > 0
      ? { kind: 'usual', total: new Set([...checks.missing, ...usual.checks.map(toName)]).size }
      : { kind: 'required', total: countRequired(checks) }),
    ...planRead(untilAgesMs, sinceTriggerMs),
  };
}

function planRead(untilAgesMs: readonly number[], sinceTriggerMs: number) {
  if (untilAgesMs.length === 0) return { readInMs: null, changesInMs: null };
  const readInMs = Math.max(0, Math.min(...untilAgesMs) - sinceTriggerMs);
  return { readInMs, changesInMs: readInMs > 0 ? readInMs : overdueReadMs };
}

function toName({ name }: UsualCheck): string {
  return name;
}

function countRequired({ required }: Pick<Checks, 'required'>): number {
  if (required === null) return 0;
  return required.passed + required.failed + required.pending + required.missing;
}

/** Twice the usual delay, because a busy runner is no reason to call anything ready. */
function toPatience(delayMs: number): number {
  return Math.min(longestDelayMs, Math.max(shortestDelayMs, 2 * delayMs));
}
