import type { DiffStatus } from './diff-status.ts';
import type { Reason } from './reasons.ts';

type Checked = Pick<DiffStatus, 'failure' | 'refreshed_at'>;

/** The last check failed, so what is shown is from an earlier one (S9). */
export function isOutdated(status: Checked | null): boolean {
  return status !== null && status.failure !== null && status.refreshed_at !== null;
}

/** These say that the last check failed, or cannot change any more. */
const currentReasons: ReadonlySet<Reason> = new Set<Reason>([
  'no_token',
  'token_refused',
  'no_access',
  'not_found',
  'no_forge',
  'paused',
  'unreachable',
  'merged',
]);

/** The reason follows from outdated data: dim it as the data is dimmed, because people act on it. */
export function isReasonOutdated(status: Checked | null, reason: Reason): boolean {
  return isOutdated(status) && !currentReasons.has(reason);
}
