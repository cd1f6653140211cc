import type { Checks } from './checks.ts';

/** A check that recent heads of a repository and base registered. */
export interface UsualCheck {
  name: string;
  /** How long after the head appeared it was registered, 95th percentile. */
  delayMs: number;
}

/** What settled heads taught about a repository and base. `heads: 0`: nothing yet. */
export interface UsualChecks {
  heads: number;
  checks: readonly UsualCheck[];
}

/** How long after its head appeared each check of a settled commit was registered. */
export type RegisteredChecks = Readonly<Record<string, number>>;

export const noUsualChecks: UsualChecks = { heads: 0, checks: [] };

/** Before anything is known, an empty list is believed only after this long. */
const emptyListDelayMs = 60_000;
const shortestDelayMs = 30_000;
const longestDelayMs = 30 * 60_000;

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
  return { heads: heads.length, checks };
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
  /** When the verdict may change without a new report; null when nothing is waited for. */
  changesInMs: number | null;
}

/** Checks that a commit should have and that nothing has reported yet. */
export function findMissingChecks(
  checks: Pick<Checks, 'missing' | 'names' | 'required'>,
  usual: UsualChecks,
  headAgeMs: number,
): MissingChecks {
  const reported = new Set(checks.names);
  const waits = usual.checks
    .filter(({ name }) => !reported.has(name) && !checks.missing.includes(name))
    .map(({ name, delayMs }) => ({ name, leftMs: toPatience(delayMs) - headAgeMs }))
    .filter(({ leftMs }) => leftMs > 0);
  const isUnknown = usual.heads === 0 && reported.size === 0 && checks.missing.length === 0;
  const left = [
    ...waits.map(({ leftMs }) => leftMs),
    ...(isUnknown ? [emptyListDelayMs - headAgeMs] : []),
    ...(checks.missing.length > 0 ? [longestDelayMs - headAgeMs] : []),
  ].filter((leftMs) => leftMs > 0);
  return {
    names: [...checks.missing, ...waits.map(({ name }) => name)],
    ...(waits.length > 0
      ? { kind: 'usual', total: new Set([...checks.missing, ...usual.checks.map(toName)]).size }
      : { kind: 'required', total: countRequired(checks) }),
    changesInMs: left.length > 0 ? Math.min(...left) : null,
  };
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
