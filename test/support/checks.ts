import {
  type CheckRun,
  type Checks,
  countChecks,
  isUnreadable,
  unknownRunFields,
} from '../../src/domain/checks.ts';
import type { PullRequest } from '../../src/domain/diff-status.ts';
import type { FetchOutcome } from '../../src/domain/refresh-outcome.ts';

/** A check run of which only name and state are known, unless `change` says more. */
export function toCheckRun(
  name: string,
  state: CheckRun['state'],
  change: Partial<CheckRun> = {},
): CheckRun {
  return { ...unknownRunFields, name, state, startedAt: null, ...change };
}

/** Checks of a commit whose forge does not report rules: `passed1`, `failed1`, ... */
export function toChecks(counts: Partial<Record<'passed' | 'failed' | 'pending', number>>): Checks {
  const runs = (['passed', 'failed', 'pending'] as const).flatMap((state) =>
    Array.from({ length: counts[state] ?? 0 }, (_, index) =>
      toCheckRun(`${state}${index + 1}`, state),
    ),
  );
  return countChecks(runs, { headSha: null, requiredNames: null });
}

/** The counted checks of a pull request; throws when they are unknown. */
export function getChecks({ checks }: Pick<PullRequest, 'checks'>): Checks {
  if (checks === null || !('state' in checks)) throw new Error('The checks are unknown.');
  return checks;
}

/** One API of a forge reports more about a run than another, as long as the counts are the same. */
export function withoutRuns(outcome: FetchOutcome): FetchOutcome {
  if (outcome.kind !== 'refreshed') return outcome;
  const { checks } = outcome.pullRequest;
  if (checks === null || isUnreadable(checks)) return outcome;
  return { ...outcome, pullRequest: { ...outcome.pullRequest, checks: { ...checks, runs: [] } } };
}
