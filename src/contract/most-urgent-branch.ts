import type { DiffStatus } from './diff-status.ts';

/** A branch of a chat and how urgently it needs a person. */
export interface RankedBranch {
  status: Pick<
    DiffStatus,
    'pull_request_state' | 'pull_request_changed_at' | 'reported_at' | 'created_at' | 'updated_at'
  >;
  /** Lower is more urgent. */
  urgency: number;
}

const abandonedAfterMs = 3_600_000;
/** After a push an agent opens its pull request within this time. */
const pushWindowMs = 120_000;

/**
 * The branch that represents its chat wherever a chat has one line: the most urgent one, and the latest
 * push among equals. Leftovers do not count. Undefined for a chat without branches.
 */
export function findMostUrgent<Branch extends RankedBranch>(
  branches: readonly Branch[],
  nowMs: number,
): Branch | undefined {
  return branches
    .filter((branch) => nowMs < getLeftoverFromMs(branch, branches))
    .reduce<Branch | undefined>(pickMoreUrgent, undefined);
}

/** When the next branch becomes a leftover, so when `findMostUrgent` may return another one. */
export function getNextLeftoverMs(branches: readonly RankedBranch[], nowMs: number): number {
  const changes = branches.map((branch) => getLeftoverFromMs(branch, branches));
  return Math.min(Number.POSITIVE_INFINITY, ...changes.filter((atMs) => atMs > nowMs));
}

function pickMoreUrgent<Branch extends RankedBranch>(
  best: Branch | undefined,
  branch: Branch,
): Branch {
  if (best === undefined || branch.urgency < best.urgency) return branch;
  if (branch.urgency > best.urgency) return best;
  return getPushMs(branch) > getPushMs(best) ? branch : best;
}

/**
 * From when a branch is a leftover: it has no pull request, and the work of its chat continued without it.
 * That is so once a pull request was merged after its push, or after an hour without a push while the
 * chat has a merged or closed one.
 */
function getLeftoverFromMs(branch: RankedBranch, branches: readonly RankedBranch[]): number {
  if (branch.status.pull_request_state !== null) return Number.POSITIVE_INFINITY;
  const finished = branches.filter(({ status }) => isFinished(status));
  if (finished.length === 0) return Number.POSITIVE_INFINITY;
  const pushMs = getPushMs(branch);
  const merged = finished.some(
    ({ status }) => status.pull_request_state === 'merged' && getMergeMs(status) > pushMs,
  );
  return pushMs + (merged ? pushWindowMs : abandonedAfterMs);
}

function isFinished({ pull_request_state: state }: RankedBranch['status']): boolean {
  return state === 'merged' || state === 'closed';
}

function getPushMs({ status }: RankedBranch): number {
  return Date.parse(status.reported_at ?? status.created_at);
}

/** Both instants are the merge or later, so the earlier one is closer to it. */
function getMergeMs(status: RankedBranch['status']): number {
  const { pull_request_changed_at: changedAt, updated_at: updatedAt } = status;
  return Math.min(Date.parse(changedAt ?? updatedAt), Date.parse(updatedAt));
}
