import type { Check } from '../forge.ts';

const checkStates: Record<string, Check['state']> = {
  success: 'passed',
  neutral: 'passed',
  skipped: 'skipped',
  failure: 'failed',
  timed_out: 'failed',
  cancelled: 'failed',
  action_required: 'failed',
  startup_failure: 'failed',
  stale: 'failed',
};

const statusStates: Record<string, Check['state']> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
};

/** By the conclusion of a check run; what has none, or one nobody knows, has not ended. */
export function toCheckState(conclusion: string): Check['state'] {
  return checkStates[conclusion.toLowerCase()] ?? 'pending';
}

/** By the state of a commit status. */
export function toStatusState(state: string): Check['state'] {
  return statusStates[state.toLowerCase()] ?? 'pending';
}
