/** One run of a check on a commit, as a forge reports it. */
export interface CheckRun {
  name: string;
  /** The program that runs it; null when the forge does not report it. */
  app: string | null;
  /** The workflow or pipeline that it is part of; null when there is none. */
  workflow: string | null;
  /**
   * `expected`: the forge waits for a result and nothing reports one, for example because the run was
   * given up as stale.
   */
  state: 'passed' | 'failed' | 'pending' | 'skipped' | 'expected';
  /** Whether the forge requires it before it merges; null when the forge does not say. */
  required: boolean | null;
  /** Rises with each run of the same check; null when the forge numbers none. */
  sequence: number | null;
  /** Null before it starts, or when the forge does not report it. */
  startedAt: Date | null;
  /** The suite or pipeline of runs that it belongs to, which rises with each; null or absent without one. */
  suite?: number | null;
  /** Given up, mostly because a newer run of its workflow started. */
  isCancelled?: boolean;
  /** When this state was reported, by the forge's clock, where runs are not numbered. */
  reportedAt?: Date | null;
}

/** A run of which the forge reports no more than name and state. */
export const unknownRunFields = {
  app: null,
  workflow: null,
  required: null,
  sequence: null,
} as const satisfies Partial<CheckRun>;

/** What is counted, without what only the list of checks shows. */
export function toRun(check: CheckRun): CheckRun {
  const { name, app, workflow, state, required, sequence, suite = null } = check;
  const { isCancelled = false } = check;
  const { startedAt, reportedAt = null } = check;
  return {
    name,
    app,
    workflow,
    state,
    required,
    sequence,
    suite,
    isCancelled,
    startedAt,
    reportedAt,
  };
}

/** What the rules of a base branch demand: null while they cannot be read. */
export type RequiredNames = readonly string[] | null;

export interface RequiredChecks {
  passed: number;
  failed: number;
  pending: number;
  /** Required, but no run was reported. */
  missing: number;
}

/** The counts of the checks of one commit, each counted once (S15). */
export interface CheckCounts {
  /** The commit that they belong to (S13); null when the forge does not report it. */
  headSha: string | null;
  /**
   * Over the checks that decide: the required ones, or all of them where none is known to be required.
   * `failed` as soon as one failed, even while others run. Null: the forge reported that there are none.
   */
  state: 'passed' | 'failed' | 'pending' | null;
  /** Over all checks. Skipped ones are not counted. */
  passed: number;
  failed: number;
  pending: number;
  /** Null when the forge's rules cannot be read. All zero: the rules demand none. */
  required: RequiredChecks | null;
  /** Failed checks that the forge does not require, while it requires others. */
  optionalFailed: number;
  /** Required checks of which no run was reported. */
  missing: readonly string[];
  /** Every check that was reported, also skipped ones, without duplicates. */
  names: readonly string[];
}

/** The checks of one commit, and what they were counted from. */
export interface Checks extends CheckCounts {
  /** The newest run of each check, also those that a newer run of their workflow replaces. */
  runs: readonly CheckRun[];
  requiredNames: RequiredNames;
}

/** S16: checks that the token may not read are unknown, with the reason. */
export interface UnreadableChecks {
  unreadable: string;
}

export type ReportedChecks = Checks | UnreadableChecks;

export function isUnreadable(checks: CheckCounts | UnreadableChecks): checks is UnreadableChecks {
  return 'unreadable' in checks;
}

/**
 * Counts the checks of a commit. The list of checks and the counts of a row both come from
 * `pickLatestRuns`, so they always agree.
 */
export function countChecks(
  runs: readonly CheckRun[],
  { headSha, requiredNames }: { headSha: string | null; requiredNames: RequiredNames },
): Checks {
  const listed = pickLatestRuns(runs);
  const latest = removeSuperseded(listed);
  const reported = latest.filter(({ state }) => state !== 'expected');
  const required = countRequired(latest, requiredNames);
  const all = countStates(reported);
  const optionalFailed =
    required !== null && required.names.size > 0
      ? reported.filter(({ name, state }) => state === 'failed' && !required.names.has(name)).length
      : 0;
  return {
    headSha,
    ...all,
    state: findState(all, required),
    required: required && required.counts,
    optionalFailed,
    missing: required?.missing ?? [],
    names: [...new Set(reported.map(({ name }) => name))],
    runs: listed,
    requiredNames,
  };
}

/** What identifies a check over its runs and over commits: (app, workflow, name). */
export function toCheckKey({ app, workflow, name }: CheckRun): string {
  return JSON.stringify([app, workflow, name]);
}

/** S15: the newest run of each (app, workflow, name), in the order in which they are listed. */
export function pickLatestRuns<Run extends CheckRun>(runs: readonly Run[]): Run[] {
  const latest = new Map<string, Run>();
  for (const run of runs) {
    const key = toCheckKey(run);
    const other = latest.get(key);
    if (!other || isNewer(run, other)) latest.set(key, run);
  }
  return [...latest.values()];
}

/**
 * Removes earlier runs of a check, and runs that were cancelled because their workflow started again, whose
 * new run may not have got to them yet.
 */
export function removeSuperseded<Run extends CheckRun>(runs: readonly Run[]): Run[] {
  return pickLatestRuns(runs).filter((run) => !run.isCancelled || !hasNewerSuite(run, runs));
}

/** Whether the workflow of a run started again. */
export function hasNewerSuite(
  { app, workflow, suite }: CheckRun,
  runs: readonly CheckRun[],
): boolean {
  if (suite == null || workflow === null) return false;
  return runs.some((other) => {
    const isOfWorkflow = other.app === app && other.workflow === workflow;
    return isOfWorkflow && other.suite != null && other.suite > suite;
  });
}

/** Without numbers, a run that has not started is newer than any that has. */
function isNewer(run: CheckRun, other: CheckRun): boolean {
  if (run.sequence !== null && other.sequence !== null) return run.sequence >= other.sequence;
  if (run.reportedAt && other.reportedAt) return run.reportedAt >= other.reportedAt;
  const startedAt = run.startedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return startedAt >= (other.startedAt?.getTime() ?? Number.POSITIVE_INFINITY);
}

function countStates(runs: readonly CheckRun[]) {
  const count = (state: CheckRun['state']) => runs.filter((run) => run.state === state).length;
  return { passed: count('passed'), failed: count('failed'), pending: count('pending') };
}

function countRequired(
  runs: readonly CheckRun[],
  requiredNames: RequiredNames,
): { names: ReadonlySet<string>; counts: RequiredChecks; missing: string[] } | null {
  // Without rules, a check that nothing has reported may be required, too.
  if (requiredNames === null && !runs.some(({ required }) => required === true)) return null;
  const names = new Set(requiredNames ?? []);
  for (const { name, required } of runs) if (required) names.add(name);
  const ofName = [...names].map((name) => ({
    name,
    state: findRequiredState(runs.filter((run) => run.name === name)),
  }));
  const count = (state: CheckRun['state']) => ofName.filter((each) => each.state === state).length;
  const missing = ofName.filter(({ state }) => state === 'expected').map(({ name }) => name);
  const counts = {
    passed: count('passed'),
    failed: count('failed'),
    pending: count('pending'),
    missing: missing.length,
  };
  return { names, counts, missing };
}

/** A required name is one requirement, even if two workflows report it. Skipped counts as passed. */
function findRequiredState(runs: readonly CheckRun[]): CheckRun['state'] {
  const has = (state: CheckRun['state']) => runs.some((run) => run.state === state);
  if (has('failed')) return 'failed';
  if (has('pending')) return 'pending';
  return has('passed') || has('skipped') ? 'passed' : 'expected';
}

function findState(
  all: Pick<CheckCounts, 'passed' | 'failed' | 'pending'>,
  required: { counts: RequiredChecks; names: ReadonlySet<string> } | null,
): CheckCounts['state'] {
  const decides = required !== null && required.names.size > 0 ? required.counts : all;
  const missing = required?.counts.missing ?? 0;
  if (decides.failed > 0) return 'failed';
  if (decides.pending > 0 || missing > 0) return 'pending';
  return all.passed > 0 || decides.passed > 0 || all.failed > 0 || all.pending > 0
    ? 'passed'
    : null;
}
