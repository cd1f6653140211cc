import type { DiffStatus } from './diff-status.ts';

type Followed = Pick<
  DiffStatus,
  'pull_request_state' | 'active_at' | 'reported_at' | 'verdict' | 'failure'
>;

/** An agent opens its pull request within minutes of its push. */
const opensWithinMs = 30 * 60_000;
const quietMs = 24 * 3_600_000;

/**
 * Whether the work has come to a halt: it was pushed, and there is no pull request after 30 minutes, or nothing
 * has happened for a day while the pull request is open. It is no reason of a verdict, because it says nothing
 * of what is needed. Unknown, and so not stalled, while the forge cannot be read.
 */
export function isStalled(status: Followed | null, nowMs: number): boolean {
  if (status === null || status.failure !== null) return false;
  return nowMs >= getStalledFromMs(status);
}

function getStalledFromMs(status: Followed): number {
  switch (status.pull_request_state) {
    case 'open':
      return Date.parse(status.active_at) + quietMs;
    case 'merged':
    case 'closed':
      return Number.POSITIVE_INFINITY;
    case null:
      return status.reported_at === null || status.verdict.reason !== 'no_pull_request'
        ? Number.POSITIVE_INFINITY
        : Date.parse(status.reported_at) + opensWithinMs;
  }
}
