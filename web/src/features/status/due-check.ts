import type { DiffStatus } from '../../../../src/contract/diff-status.ts';

/** When a branch is checked next, by the clock alone. */
export type DueCheck =
  | { kind: 'none' }
  | { kind: 'running' }
  /** It is not checked before polling goes on. */
  | { kind: 'polling_paused' }
  | { kind: 'later'; waitMs: number }
  /** Due for longer than it takes to begin: others are checked first, or the quota allows no request. */
  | { kind: 'waiting'; sinceMs: number };

/** A due branch is acquired within a second, and the page learns of it within some seconds. */
const beginsWithinMs = 30_000;

export function toDueCheck(status: DiffStatus, nowMs: number): DueCheck {
  const { checking, waits_for_polling: waits, next_check_at: nextAt } = status;
  if (checking) return { kind: 'running' };
  if (waits) return { kind: 'polling_paused' };
  if (nextAt === null) return { kind: 'none' };
  const waitMs = Date.parse(nextAt) - nowMs;
  if (waitMs > 0) return { kind: 'later', waitMs };
  return waitMs > -beginsWithinMs ? { kind: 'running' } : { kind: 'waiting', sinceMs: -waitMs };
}
