import type { DiffStatus } from './diff-status.ts';
import type { Reason } from './reasons.ts';

/** What a command or an agent can wait for. */
export const waitGoals = ['green', 'settled', 'merged', 'change', 'review'] as const;

export type WaitGoal = (typeof waitGoals)[number];

/** `failed`: the goal cannot be reached any more, unless somebody acts. */
export type WaitState =
  | { kind: 'reached' }
  | { kind: 'failed'; message: string }
  | { kind: 'waiting'; message: string; recheckInMs: number | null };

export interface WaitContext {
  nowMs: number;
  /** `toWaitKey` of the status when the wait began. */
  baseline: string;
}

/** Whether a tracked branch has reached a goal. Undefined: the chat does not track it yet. */
export function decideWait(
  goal: WaitGoal,
  status: DiffStatus | undefined,
  { nowMs, baseline }: WaitContext,
): WaitState {
  if (goal === 'change') {
    return toWaitKey(status) === baseline ? wait('Nothing has changed yet.') : reached;
  }
  if (!status) return wait('The chat has no branch yet.');
  const { reason, detail } = status.verdict;
  switch (stages[reason]) {
    case 'blocked':
      return fail(detail ?? `The branch cannot be read: ${toText(reason)}.`);
    case 'unknown':
      return wait(detail ?? `Nothing is known about the pushed commit yet: ${toText(reason)}.`);
    case 'merged':
      return goal !== 'review' || isReviewed(status) ? reached : fail('Merged without a review.');
    case 'closed':
      return goal === 'settled' ? reached : fail('The pull request was closed.');
    case 'open':
      return decideOpen(goal, status, nowMs);
  }
}

/** Everything that `change` waits for, as one text. Numbers of running checks are not part of it. */
export function toWaitKey(status: DiffStatus | undefined): string {
  if (!status) return '';
  return JSON.stringify([
    status.remote_origin,
    status.git_branch,
    status.verdict.reason,
    status.verdict.head_sha,
    status.pr_number,
    status.pull_request_state,
    status.pull_request_draft,
    status.review_decision,
    status.approved,
    status.changes_requested,
    status.reviewer_count,
    status.unresolved_threads,
    status.checks.state,
    status.checks.failed,
  ]);
}

type Stage = 'blocked' | 'unknown' | 'open' | 'merged' | 'closed';

const stages: Record<Reason, Stage> = {
  checks_failed: 'open',
  conflicts: 'open',
  changes_requested: 'open',
  no_token: 'blocked',
  token_refused: 'blocked',
  no_access: 'blocked',
  not_found: 'blocked',
  no_forge: 'blocked',
  threads_open: 'open',
  behind: 'open',
  ready_to_merge: 'open',
  approved: 'open',
  needs_review: 'open',
  push_pending: 'unknown',
  checks_starting: 'open',
  checks_running: 'open',
  in_merge_queue: 'open',
  auto_merge: 'open',
  in_review: 'open',
  draft: 'open',
  looking: 'unknown',
  paused: 'unknown',
  unreachable: 'unknown',
  no_pull_request: 'unknown',
  no_branch: 'unknown',
  merged: 'merged',
  closed: 'closed',
};

function decideOpen(
  goal: Exclude<WaitGoal, 'change'>,
  status: DiffStatus,
  nowMs: number,
): WaitState {
  const { failure, verdict, head_sha: headSha } = status;
  // S9, S13: what is shown may be of an earlier commit.
  if (failure !== null) return wait(failure.message || 'The branch could not be read again yet.');
  if (verdict.head_sha !== headSha) return wait('The pushed commit has not been read yet.');
  switch (goal) {
    case 'settled':
      return decideSettled(status, nowMs);
    case 'green':
      return decideGreen(status, nowMs);
    case 'merged':
      return findDeadEnd(status) ?? wait(`Not merged yet: ${toText(verdict.reason)}.`);
    case 'review':
      if (isReviewed(status)) return reached;
      return findDeadEnd(status) ?? wait('No review yet.');
  }
}

/** The forge and its checks have finished: a person or an agent has to act. */
function decideSettled(status: DiffStatus, nowMs: number): WaitState {
  const { reason } = status.verdict;
  if (needsAnotherCommit.has(reason)) return reached;
  if (reason === 'in_merge_queue') return wait('It is in the merge queue.');
  if (reason === 'auto_merge') return wait('The forge is about to merge it.');
  const checks = judgeChecks(status, nowMs);
  return checks.kind === 'running' ? wait(checks.message, checks.recheckInMs) : reached;
}

/** The checks that still run for this commit decide nothing any more. */
const needsAnotherCommit: ReadonlySet<Reason> = new Set<Reason>([
  'checks_failed',
  'conflicts',
  'behind',
]);

/** All checks of the pushed commit have passed. S14: an empty list of checks is not a passed one. */
function decideGreen(status: DiffStatus, nowMs: number): WaitState {
  const { reason } = status.verdict;
  if (reason === 'ready_to_merge') return reached;
  const deadEnd = findDeadEnd(status);
  if (deadEnd) return deadEnd;
  const checks = judgeChecks(status, nowMs);
  switch (checks.kind) {
    case 'passed':
      return reached;
    case 'running':
      return wait(checks.message, checks.recheckInMs);
    case 'failed':
    case 'none':
    case 'unknown':
      return fail(checks.message);
  }
}

/** What needs another commit, or a new run of a check. */
function findDeadEnd({ verdict, checks, base_branch: base }: DiffStatus): WaitState | undefined {
  if (verdict.reason === 'conflicts')
    return fail(`It conflicts with ${base ?? 'its base branch'}.`);
  const isFailed = verdict.reason === 'checks_failed' || checks.state === 'failed';
  return isFailed ? fail(verdict.detail ?? 'A check failed.') : undefined;
}

function isReviewed(status: DiffStatus): boolean {
  const decision = status.review_decision;
  return (
    decision === 'approved' ||
    decision === 'changes_requested' ||
    status.approved === true ||
    status.changes_requested === true ||
    (status.reviewer_count ?? 0) > 0 ||
    (status.unresolved_threads ?? 0) > 0
  );
}

type ChecksState =
  | { kind: 'passed' }
  | { kind: 'failed' | 'none' | 'unknown'; message: string }
  | { kind: 'running'; message: string; recheckInMs: number | null };

/** The server decides for these only once no required or usual check is missing. */
const decidedByChecks: ReadonlySet<Reason> = new Set<Reason>([
  'ready_to_merge',
  'approved',
  'auto_merge',
  'needs_review',
  'in_review',
]);

/** For all other reasons, checks may register for this long after a push. */
const registrationMs = 60_000;
/** For this long, a required check that has not started is expected. */
const longestStartMs = 30 * 60_000;

function judgeChecks(status: DiffStatus, nowMs: number): ChecksState {
  const { checks, verdict, head_sha: headSha } = status;
  const { reason, detail } = verdict;
  const isRunning = reason === 'checks_running' || reason === 'checks_starting';
  if (isRunning || checks.state === 'pending') return run(detail ?? 'Checks are running.');
  if (!checks.readable) {
    return { kind: 'unknown', message: checks.failure_message ?? 'The checks cannot be read.' };
  }
  const isOfHead = checks.head_sha === null || checks.head_sha === headSha;
  if (isOfHead && checks.state === 'failed') return { kind: 'failed', message: 'A check failed.' };
  const isComplete =
    decidedByChecks.has(reason) &&
    (isApproved(reason) || (checks.state !== null && !mayRunAgain(status, nowMs)));
  const restMs = isComplete && isOfHead ? 0 : getRestMs(status, nowMs, registrationMs);
  if (restMs > 0) return run('Checks may still start.', restMs);
  return judgeFinishedChecks(status, nowMs, isOfHead);
}

function judgeFinishedChecks(status: DiffStatus, nowMs: number, isOfHead: boolean): ChecksState {
  const { checks, verdict } = status;
  if (!isOfHead || checks.passed === null) {
    return { kind: 'unknown', message: verdict.detail ?? 'The checks of this commit are unknown.' };
  }
  const missing = Math.max(checks.missing.length, checks.required?.missing ?? 0);
  if (missing > 0) {
    const message = `${missing} expected check${missing === 1 ? ' has' : 's have'} not started.`;
    const restMs = isApproved(verdict.reason) ? 0 : getRestMs(status, nowMs, longestStartMs);
    return restMs > 0 ? run(message, restMs) : { kind: 'unknown', message };
  }
  if (checks.state === null) return { kind: 'none', message: 'No check ran for this commit.' };
  return { kind: 'passed' };
}

/** Checks that passed before a draft was marked as ready may run again. */
function mayRunAgain({ checks }: DiffStatus, nowMs: number): boolean {
  const { retriggered_at: at } = checks;
  return at !== null && Date.parse(at) + registrationMs > nowMs;
}

/** After an approval, the server waits for missing checks before it decides for one of these. */
function isApproved(reason: Reason): boolean {
  return reason === 'ready_to_merge' || reason === 'approved' || reason === 'auto_merge';
}

/** How much of a period after the last push or change remains. */
function getRestMs(status: DiffStatus, nowMs: number, periodMs: number): number {
  const { verdict, checks, reported_at: reportedAt, pull_request_changed_at: changedAt } = status;
  const times = [verdict.since, reportedAt, changedAt, checks.retriggered_at].map((at) =>
    at ? Date.parse(at) : 0,
  );
  // Clocks differ: a time in the future counts as now.
  return Math.min(periodMs, Math.max(...times) + periodMs - nowMs);
}

const reached: WaitState = { kind: 'reached' };

function fail(message: string): WaitState {
  return { kind: 'failed', message };
}

function wait(message: string, recheckInMs: number | null = null): WaitState {
  return { kind: 'waiting', message, recheckInMs };
}

function run(message: string, recheckInMs: number | null = null): ChecksState {
  return { kind: 'running', message, recheckInMs };
}

function toText(reason: Reason): string {
  return reason.replaceAll('_', ' ');
}
