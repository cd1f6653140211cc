import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration, formatWait } from '../../text/time.ts';
import { toDueCheck } from './due-check.ts';

/** When a branch is checked next, and why. */
export type NextCheck =
  | { kind: 'settled' | 'unscheduled' | 'running' | 'no_token' | 'polling_paused' }
  | { kind: 'waiting'; sinceMs: number }
  | { kind: 'paused'; until: string }
  | { kind: 'after_push'; waitMs: number; pushedAt: string }
  | {
      kind: 'retry' | 'no_pull_request' | 'mergeability' | 'closed' | 'regular';
      waitMs: number;
    };

/** While the forge computes the mergeability, checks are this close; regular checks are later. */
const mergeabilityWaitMs = 15_000;
const afterPushMs = 120_000;

/** `pausedUntil` applies to the forge as a whole. */
export function toNextCheck(
  status: DiffStatus,
  pausedUntil: string | null,
  nowMs: number,
): NextCheck {
  const { checking, failure, pull_request_state: state } = status;
  if (checking) return { kind: 'running' };
  if (failure?.kind === 'no_token') return { kind: 'no_token' };
  const due = toDueCheck(status, nowMs);
  if (due.kind === 'none') return { kind: state === 'merged' ? 'settled' : 'unscheduled' };
  if (due.kind === 'polling_paused') return due;
  const paused = findPause(status, pausedUntil, nowMs);
  if (paused !== undefined) return { kind: 'paused', until: paused };
  if (due.kind !== 'later') return due;
  if (failure !== null) return { kind: 'retry', waitMs: due.waitMs };
  return toScheduledCheck(status, due.waitMs, nowMs);
}

function toScheduledCheck(status: DiffStatus, waitMs: number, nowMs: number): NextCheck {
  const { reported_at: pushedAt, pull_request_state: state } = status;
  const pushed = pushedAt !== null && nowMs - Date.parse(pushedAt) < afterPushMs;
  if (pushed && state !== 'open') return { kind: 'after_push', waitMs, pushedAt };
  if (state === null) return { kind: 'no_pull_request', waitMs };
  if (state === 'closed') return { kind: 'closed', waitMs };
  const computing = status.mergeability === 'unknown' && waitMs < mergeabilityWaitMs;
  return { kind: computing ? 'mergeability' : 'regular', waitMs };
}

function findPause(
  { failure }: DiffStatus,
  pausedUntil: string | null,
  nowMs: number,
): string | undefined {
  const reported = failure?.kind === 'rate_limited' ? failure.retry_at : null;
  const pauses = [reported, pausedUntil].filter((each) => each !== null);
  return pauses
    .filter((each) => Date.parse(each) > nowMs)
    .toSorted()
    .at(-1);
}

/** One sentence; `forge` is its display name. `pollingPausedAt`: since when polling is paused, if that is known. */
export function explainNextCheck(
  next: NextCheck,
  forge: string,
  nowMs: number,
  pollingPausedAt: string | null,
): string {
  const text = messages.freshnessDetails;
  switch (next.kind) {
    case 'settled':
      return text.settled;
    case 'unscheduled':
      return text.unscheduled;
    case 'running':
      return text.running;
    case 'waiting':
      return text.waiting(formatDuration(next.sinceMs));
    case 'no_token':
      return text.noToken(forge);
    case 'polling_paused':
      return text.pollingPaused(pollingPausedAt ? formatClock(pollingPausedAt, nowMs) : undefined);
    case 'paused':
      return text.paused(formatClock(next.until, nowMs), forge);
    case 'after_push':
      return text.afterPush(formatWait(next.waitMs), formatAge(next.pushedAt, nowMs));
    case 'retry':
      return text.retry(formatWait(next.waitMs));
    case 'no_pull_request':
      return text.noPullRequest(formatWait(next.waitMs));
    case 'mergeability':
      return text.mergeability(formatWait(next.waitMs), forge);
    case 'closed':
      return text.closed(formatWait(next.waitMs));
    case 'regular':
      return text.regular(formatWait(next.waitMs));
  }
}
