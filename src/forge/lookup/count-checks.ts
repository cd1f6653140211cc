import type { Checks } from '../../domain/diff-status.ts';
import type { Check } from '../forge.ts';

/** Counts checks by state. Skipped checks are not counted. */
export function toChecks(checks: readonly Pick<Check, 'state'>[]): Checks {
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  return toCountedChecks({
    passed: count('passed'),
    failed: count('failed'),
    pending: count('pending'),
  });
}

export function toCountedChecks(counts: Omit<Checks, 'state'>): Checks {
  return { ...counts, state: toState(counts) };
}

function toState({ passed, failed, pending }: Omit<Checks, 'state'>): Checks['state'] {
  if (failed > 0) return 'failed';
  if (pending > 0) return 'pending';
  return passed > 0 ? 'passed' : null;
}
