import type { CheckRun } from '../../domain/checks.ts';
import { toPlainText } from '../parsing/text.ts';

/** A run of a check, with the suite that it belongs to: null for a commit status, which has none. */
export type SuiteRun<Run extends CheckRun = CheckRun> = Run & {
  suite: number | null;
  isCancelled: boolean;
};

/** REST and GraphQL have to agree on names, because checks are counted by name. */
export function toCheckName(text: string): string {
  return toPlainText(text, 200);
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
