import { type CheckRun, type Checks, countChecks, type RequiredNames } from './checks.ts';
import { type ListedRun, type MergedRun, mergeRun } from './merge-checks.ts';

/** The checks of a commit as a row lists them. */
export interface StoredChecks {
  runs: readonly ListedRun[];
  requiredNames: RequiredNames;
  headSha: string;
}

/** What was reported about the checks of a commit. */
export type ReportedRuns =
  /** Some runs, by a delivery. */
  | {
      kind: 'runs';
      runs: readonly CheckRun[];
      /**
       * The forge requires checks by their exact names, so that a new one can be counted. Otherwise it can be counted
       * only where nothing is known to be required.
       */
      requiresByName: boolean;
    }
  /** The run with this number has ended, by a delivery that does not say which check it is of. */
  | { kind: 'run_ended'; sequence: number; state: 'passed' | 'failed' }
  /** A suite of runs has ended, by a delivery. */
  | { kind: 'suite_ended'; app: string | null; suite: number }
  /** All runs, by a read that began so long ago. `requiredNames`: undefined when the rules were not read. */
  | {
      kind: 'list';
      runs: readonly CheckRun[];
      requiredNames?: RequiredNames;
      sinceReadMs: number;
    };

export interface AppliedChecks {
  /** Null: what is stored stays. */
  checks: Checks | null;
  /** The forge has to be read to be sure. */
  needsRead: boolean;
  /** `checks` is what a read reported, and nothing that was delivered is missing in it. */
  isConfirmed: boolean;
}

/** Forges read from replicas that lag: so old a delivery may be missing in what a read reports. */
export const longestLagMs = 15_000;

const unchanged: AppliedChecks = { checks: null, needsRead: false, isConfirmed: false };
const unclear: AppliedChecks = { checks: null, needsRead: true, isConfirmed: false };

/** What a row shows after a report, and whether the forge has to be read. `now`: by the database's clock. */
export function applyReport(
  stored: StoredChecks,
  reported: ReportedRuns,
  now: Date,
): AppliedChecks {
  switch (reported.kind) {
    case 'runs':
      return applyRuns(stored, reported, now);
    case 'run_ended':
      return applyEnd(stored, reported, now);
    case 'suite_ended': {
      const ofSuite = stored.runs.filter(({ app, suite }) => {
        return app === reported.app && suite === reported.suite;
      });
      const isKnown = ofSuite.length > 0 && ofSuite.every(({ state }) => state !== 'pending');
      return isKnown ? unchanged : unclear;
    }
    case 'list':
      return applyList(stored, reported, now);
  }
}

function applyRuns(
  { runs, requiredNames, headSha }: StoredChecks,
  reported: Extract<ReportedRuns, { kind: 'runs' }>,
  now: Date,
): AppliedChecks {
  const isAnyRequired =
    (requiredNames ?? []).length > 0 || runs.some(({ required }) => required === true);
  const mayBeNew = reported.requiresByName || !isAnyRequired;
  let merged = runs;
  let isUnclear = false;
  let isAnyNew = false;
  for (const run of reported.runs) {
    const result = mergeRun(merged, { ...run, deliveredAt: now });
    const isCounted = result.kind === 'merged' && (mayBeNew || !result.isNew);
    if (isCounted) merged = result.runs;
    else if (result.kind !== 'unchanged') isUnclear = true;
    isAnyNew ||= isCounted && result.isNew;
  }
  if (merged === runs) return isUnclear ? unclear : unchanged;
  const applied = toUnconfirmed(merged, { headSha, requiredNames }, isAnyNew);
  return { ...applied, needsRead: applied.needsRead || isUnclear };
}

/** A run that has ended already with another result was judged again, which only a read explains. */
function applyEnd(
  stored: StoredChecks,
  { sequence, state }: Extract<ReportedRuns, { kind: 'run_ended' }>,
  now: Date,
): AppliedChecks {
  const runs = stored.runs.filter((run) => run.sequence === sequence);
  const isPlain = runs.every((run) => run.state === 'pending' || run.state === state);
  if (runs.length === 0 || !isPlain) return unclear;
  const ended = runs.map((run) => ({ ...run, state }));
  return applyRuns(stored, { kind: 'runs', runs: ended, requiresByName: true }, now);
}

/**
 * S14: a list in which nothing is left to wait for is complete only if a read says so. Where the rules are unknown,
 * a read may say that a new check is required.
 */
function toUnconfirmed(
  runs: readonly ListedRun[],
  rules: Pick<StoredChecks, 'headSha' | 'requiredNames'>,
  isAnyNew: boolean,
): AppliedChecks {
  const checks = countChecks(runs, rules);
  const hasEnded = checks.pending === 0 && checks.missing.length === 0;
  const needsRead = hasEnded || (isAnyNew && rules.requiredNames === null);
  return { checks, needsRead, isConfirmed: false };
}

/** What was delivered after the read began, or so shortly before that the forge may have missed it, is newer. */
function applyList(
  stored: StoredChecks,
  reported: Extract<ReportedRuns, { kind: 'list' }>,
  now: Date,
): AppliedChecks {
  const { headSha } = stored;
  const { requiredNames = stored.requiredNames, sinceReadMs } = reported;
  const listed = countChecks(reported.runs, { headSha, requiredNames });
  const since = now.getTime() - sinceReadMs - longestLagMs;
  const recent = stored.runs.filter(
    ({ deliveredAt }) => deliveredAt && deliveredAt.getTime() > since,
  );
  const merges: MergedRun[] = [];
  let runs: readonly ListedRun[] = listed.runs;
  for (const run of recent) {
    const merged = mergeRun(runs, run);
    merges.push(merged);
    ({ runs } = merged);
  }
  if (merges.some(({ kind }) => kind === 'unclear')) return unclear;
  if (merges.every(({ kind }) => kind === 'unchanged')) {
    return { checks: listed, needsRead: false, isConfirmed: true };
  }
  return toUnconfirmed(
    runs,
    { headSha, requiredNames },
    merges.some(({ isNew }) => isNew),
  );
}
