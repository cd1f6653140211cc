import { type CheckRun, pickLatestRuns } from '../../domain/checks.ts';
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

/**
 * S15: the newest run of each check. REST takes another request for the workflows, so neither API names them where
 * the counts do not depend on them: a check has the same key, whichever API reported it.
 */
export function pickLatestByWorkflow<Run extends SuiteRun>(
  runs: readonly Run[],
  findWorkflow: (run: Run) => string | null,
): Run[] {
  const isNamed = needsWorkflows(runs);
  return pickLatestRuns(
    runs.map((run) => ({ ...run, workflow: isNamed ? findWorkflow(run) : null })),
  );
}

const checkStates = new Map<string, CheckRun['state']>([
  ['success', 'passed'],
  ['neutral', 'passed'],
  ['skipped', 'skipped'],
  ['failure', 'failed'],
  ['timed_out', 'failed'],
  ['cancelled', 'failed'],
  ['action_required', 'failed'],
  ['startup_failure', 'failed'],
  // GitHub gave it up: nothing reports a result any more.
  ['stale', 'expected'],
]);

const statusStates = new Map<string, CheckRun['state']>([
  ['success', 'passed'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['expected', 'expected'],
]);

/** By the conclusion of a check run. Without a known conclusion it is still pending. */
export function toCheckState(conclusion: string): CheckRun['state'] {
  return checkStates.get(conclusion.toLowerCase()) ?? 'pending';
}

/** By the state of a commit status. */
export function toStatusState(state: string): CheckRun['state'] {
  return statusStates.get(state.toLowerCase()) ?? 'pending';
}

/** In other states, the start that GitHub reports is when the run was requested. */
export const startedStatuses: ReadonlySet<string> = new Set(['in_progress', 'completed']);
