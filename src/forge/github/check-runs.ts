import { type CheckRun, pickLatestRuns } from '../../domain/checks.ts';
import { toPlainText } from '../parsing/text.ts';

/** A run of a check, with the suite that it belongs to. */
export type SuiteRun<Run extends CheckRun = CheckRun> = Run & {
  /** Rises with each suite; null for a commit status, which has none. */
  suite: number | null;
  /** Given up, mostly because a newer run of its workflow started. */
  isCancelled: boolean;
};

/** REST and GraphQL have to agree on names, because checks are counted by name. */
export function toCheckName(text: string): string {
  return toPlainText(text, 200);
}

/**
 * Removes what a newer run replaces: earlier runs of a check, and runs that were cancelled because
 * their workflow started again, whose new run may not have got to them yet.
 */
export function removeSuperseded<Run extends CheckRun>(
  runs: readonly SuiteRun<Run>[],
): SuiteRun<Run>[] {
  return pickLatestRuns(runs).filter((run) => !run.isCancelled || !hasNewerSuite(run, runs));
}

function hasNewerSuite({ app, workflow, suite }: SuiteRun, runs: readonly SuiteRun[]): boolean {
  if (suite === null || workflow === null) return false;
  return runs.some((other) => {
    const isOfWorkflow = other.app === app && other.workflow === workflow;
    return isOfWorkflow && other.suite !== null && other.suite > suite;
  });
}

/** Whether the counts depend on the workflows of runs, because runs of several suites are alike. */
export function needsWorkflows(runs: readonly SuiteRun[]): boolean {
  return runs.some((run) =>
    runs.some((other) => {
      const isOfOtherSuite = other.app === run.app && other.suite !== run.suite;
      return isOfOtherSuite && (other.name === run.name || run.isCancelled);
    }),
  );
}

const checkStates: Record<string, CheckRun['state']> = {
  success: 'passed',
  neutral: 'passed',
  skipped: 'skipped',
  failure: 'failed',
  timed_out: 'failed',
  cancelled: 'failed',
  action_required: 'failed',
  startup_failure: 'failed',
  // GitHub gave it up: nothing reports a result any more.
  stale: 'expected',
};

const statusStates: Record<string, CheckRun['state']> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
  expected: 'expected',
};

/** By the conclusion of a check run. Without a known conclusion it is still pending. */
export function toCheckState(conclusion: string): CheckRun['state'] {
  return checkStates[conclusion.toLowerCase()] ?? 'pending';
}

/** By the state of a commit status. */
export function toStatusState(state: string): CheckRun['state'] {
  return statusStates[state.toLowerCase()] ?? 'pending';
}
