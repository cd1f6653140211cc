import { type CheckRun, hasNewerSuite, toCheckKey } from './checks.ts';

/** A run in the list of a row. `deliveredAt`: by a delivery, at this time of the database's clock. */
export interface ListedRun extends CheckRun {
  deliveredAt?: Date;
}

export interface MergedRun {
  /**
   * `merged`: the list has changed. `unchanged`: the run is old, or listed already. `unclear`: only a read can
   * say how the run and the list belong together, and the list is as it was.
   */
  kind: 'merged' | 'unchanged' | 'unclear';
  runs: readonly ListedRun[];
  /** No run of this check was listed before. */
  isNew: boolean;
}

/** More are not stored: deliveries about such a commit only make its rows due. */
export const mostListedRuns = 200;

/**
 * Merges a run into the newest runs of a commit. Deliveries arrive late, twice and in any order, so a check never
 * moves back (S15): a run that has ended does not run again unless it started again, a run with a higher number
 * replaces one with a lower number, and of unnumbered ones that which was reported later. What these rules
 * cannot order is unclear, never guessed.
 */
export function mergeRun(runs: readonly ListedRun[], run: ListedRun): MergedRun {
  const same = runs.find((other) => isSameRun(other, run));
  if (same)
    return decide(compareSameRun(same, run), runs, { ...run, workflow: same.workflow }, same);
  const ofSuite = compareSuite(runs, run);
  if (ofSuite !== 'same') {
    return { kind: ofSuite === 'older' ? 'unchanged' : 'unclear', runs, isNew: false };
  }
  const workflow = findWorkflow(runs, run);
  if (workflow === undefined || runs.some((other) => isPartlyKnown(other, run)))
    return { kind: 'unclear', runs, isNew: false };
  const placed = { ...run, workflow };
  const key = toCheckKey(placed);
  const other =
    runs.find((listed) => toCheckKey(listed) === key) ??
    runs.find((listed) => isRenamed(listed, placed));
  if (other) return decide(compareRuns(other, placed), runs, placed, other);
  if (runs.length >= mostListedRuns || mayBeReplaced(placed, runs))
    return { kind: 'unclear', runs, isNew: true };
  return { kind: 'merged', runs: [...runs, placed], isNew: true };
}

/**
 * Where runs name no program, the list is of one suite, the newest. Which of two suites the forge lists is for a read
 * to say, but it does not go back to an older one.
 */
function compareSuite(runs: readonly CheckRun[], { app, suite }: CheckRun): Comparison {
  if (app !== null || suite == null) return 'same';
  const listed = runs.flatMap((run) => (run.app === null && run.suite != null ? [run.suite] : []));
  if (listed.includes(suite)) return 'same';
  return listed.some((other) => other > suite) ? 'older' : 'unclear';
}

/** Reports without numbers that have a key (their workflow) may change their name: the key is what counts once. */
function isRenamed(listed: CheckRun, { app, workflow, sequence, suite }: CheckRun): boolean {
  if (workflow === null || sequence !== null || suite != null) return false;
  const isOfKey = listed.app === app && listed.workflow === workflow;
  return isOfKey && listed.sequence === null && listed.suite == null;
}

/** A read that the forge answered in part only may list the same check without its program or suite. */
function isPartlyKnown(other: CheckRun, run: CheckRun): boolean {
  if (other.name !== run.name || other.sequence === null || run.sequence === null) return false;
  return isKnown(other.app) !== isKnown(run.app) || isKnown(other.suite) !== isKnown(run.suite);
}

function isKnown(value: unknown): boolean {
  return value !== null && value !== undefined;
}

type Comparison = 'newer' | 'same' | 'older' | 'unclear';

function decide(
  comparison: Comparison,
  runs: readonly ListedRun[],
  run: ListedRun,
  replaced: ListedRun,
): MergedRun {
  switch (comparison) {
    case 'newer': {
      if (mayBeReplaced(run, runs)) return { kind: 'unclear', runs, isNew: false };
      const { required } = replaced;
      const merged = runs.map((other) => (other === replaced ? { ...run, required } : other));
      return { kind: 'merged', runs: merged, isNew: false };
    }
    case 'same':
    case 'older':
      return { kind: 'unchanged', runs, isNew: false };
    case 'unclear':
      return { kind: 'unclear', runs, isNew: false };
  }
}

function isSameRun(other: CheckRun, { app, sequence }: CheckRun): boolean {
  if (sequence === null || other.sequence !== sequence) return false;
  return other.app === app || other.app === null || app === null;
}

/** A program may start a run again that has ended; then its start is later. */
function compareSameRun(known: CheckRun, run: CheckRun): Comparison {
  const startedLater = compareInstants(run.startedAt, known.startedAt);
  if (hasEnded(known) && !hasEnded(run)) {
    if (startedLater === undefined) return 'unclear';
    return startedLater > 0 ? 'newer' : 'older';
  }
  if (!hasEnded(known) && hasEnded(run)) {
    return startedLater !== undefined && startedLater < 0 ? 'older' : 'newer';
  }
  // A run that was queued has started: when it starts again, that is compared with its start.
  if (!hasEnded(known)) return run.startedAt && !known.startedAt ? 'newer' : 'same';
  return isSameState(known, run) ? 'same' : compareChangedEnds(startedLater);
}

function compareChangedEnds(startedLater: number | undefined): Comparison {
  if (startedLater === undefined || startedLater === 0) return 'unclear';
  return startedLater > 0 ? 'newer' : 'older';
}

function compareRuns(known: CheckRun, run: CheckRun): Comparison {
  if (known.sequence !== null && run.sequence !== null) {
    return run.sequence > known.sequence ? 'newer' : 'older';
  }
  if (known.state === 'expected') return 'newer';
  const reportedLater = compareInstants(run.reportedAt, known.reportedAt);
  if (reportedLater !== undefined && reportedLater !== 0) {
    return reportedLater > 0 ? 'newer' : 'older';
  }
  if (isSameState(known, run)) return 'same';
  if (reportedLater === undefined || hasEnded(known) === hasEnded(run)) return 'unclear';
  // Forges report whole seconds, and what was reported within one ends last.
  return hasEnded(run) ? 'newer' : 'older';
}

function hasEnded({ state }: CheckRun): boolean {
  return state !== 'pending';
}

function isSameState(known: CheckRun, run: CheckRun): boolean {
  return known.state === run.state && Boolean(known.isCancelled) === Boolean(run.isCancelled);
}

/** Positive when `one` is later; undefined when one of them is unknown. */
function compareInstants(
  one: Date | null | undefined,
  other: Date | null | undefined,
): number | undefined {
  return one && other ? one.getTime() - other.getTime() : undefined;
}

/** Most runs are cancelled because their workflow started again, which may be reported later: a failure is not. */
function mayBeReplaced(run: CheckRun, runs: readonly CheckRun[]): boolean {
  return run.isCancelled === true && !hasNewerSuite(run, runs);
}

/**
 * Deliveries name the suite of a run and not its workflow: the runs of one suite are of one workflow. A list may name
 * workflows otherwise than the one before, or not at all, so that of the suite takes precedence. Undefined when it
 * matters which workflow it is, and that is not known.
 */
function findWorkflow(runs: readonly ListedRun[], run: ListedRun): string | null | undefined {
  if (run.suite == null) return run.workflow;
  const ofApp = runs.filter(({ app, suite }) => app === run.app && suite != null);
  const ofSuite = ofApp.find(({ suite }) => suite === run.suite);
  if (ofSuite && ofSuite.workflow !== null) {
    const mayBeOfIt = ({ name, suite, workflow }: ListedRun) =>
      name === run.name && suite !== run.suite && workflow === null;
    return ofApp.some(mayBeOfIt) ? undefined : ofSuite.workflow;
  }
  const rivals = ofApp.filter((other) => {
    const isOther = other.suite !== run.suite;
    return isOther && (other.name === run.name || run.isCancelled || other.isCancelled);
  });
  if (rivals.length === 0) return ofSuite ? null : run.workflow;
  const isListed = rivals.some(({ workflow }) => workflow === run.workflow);
  return run.workflow !== null && isListed ? run.workflow : undefined;
}
