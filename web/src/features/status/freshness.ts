import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration, formatWait } from '../../text/time.ts';
import { toDueCheck } from './due-check.ts';
import { formatForgeName } from './forge-name.ts';

/** How up to date a branch is, and why it is not newer. */
export interface Freshness {
  kind: 'checked' | 'pushed' | 'paused' | 'no_token' | 'trouble' | 'unchecked';
  text: string;
  /** Where space is short. */
  short: string;
  /** The instant that the text is about. */
  at: string | null;
  /** What is shown may be outdated: dim it, do not hide it. */
  outdated: boolean;
}

const pushWindowMs = 120_000;

/**
 * `forge` is its host, e.g. `github.com`. While the server cannot be reached, nothing is said about what
 * it does now.
 */
export function toFreshness(
  status: DiffStatus,
  forge: string,
  nowMs: number,
  disconnected = false,
): Freshness {
  const trouble = findTrouble(status, forge, nowMs);
  const push = disconnected ? undefined : findPush(status, nowMs);
  return trouble ?? push ?? describeCheck(status, nowMs);
}

/** `next check in 30 s`, `checking now`, `polling paused`, or that no check is scheduled. */
export function formatNextCheck(status: DiffStatus, nowMs: number): string {
  const text = messages.freshness;
  const due = toDueCheck(status, nowMs);
  switch (due.kind) {
    case 'none':
      return text.settled;
    case 'running':
      return text.checkingNow;
    case 'polling_paused':
      return text.pollingPaused;
    case 'later':
      return text.nextCheck(formatWait(due.waitMs));
    case 'waiting':
      return text.waiting(formatDuration(due.sinceMs));
  }
}

function findTrouble(status: DiffStatus, forge: string, nowMs: number): Freshness | undefined {
  const { failure, refreshed_at: refreshedAt } = status;
  if (failure === null) return undefined;
  const { kind, problem, short, at } = describeProblem(status, forge, nowMs);
  const showing = kind === 'trouble' && refreshedAt !== null;
  return {
    kind,
    text: showing ? messages.freshness.showing(problem, formatClock(refreshedAt, nowMs)) : problem,
    short,
    at: at ?? refreshedAt,
    outdated: refreshedAt !== null,
  };
}

interface Problem {
  kind: 'paused' | 'no_token' | 'trouble';
  problem: string;
  short: string;
  at?: string;
}

function describeProblem(status: DiffStatus, forge: string, nowMs: number): Problem {
  const text = messages.freshness;
  const kind = 'trouble';
  const retryAt = status.failure?.retry_at ?? status.stale_at;
  switch (status.failure?.kind ?? 'internal') {
    case 'no_token':
      return { kind: 'no_token', problem: text.noToken(forge), short: text.noTokenShort };
    case 'rate_limited': {
      if (status.waits_for_polling)
        return { kind, problem: text.rateLimited, short: text.rateLimited };
      if (retryAt === null) return { kind, problem: text.internal, short: text.internal };
      const clock = formatClock(retryAt, nowMs);
      const problem = text.pausedUntil(clock);
      return { kind: 'paused', problem, short: text.pausedShort(clock), at: retryAt };
    }
    case 'timed_out':
      return { kind, problem: text.tooSlow(formatForgeName(forge)), short: text.tooSlowShort };
    case 'unavailable':
      return {
        kind,
        problem: text.unreachable(formatForgeName(forge)),
        short: text.unreachableShort,
      };
    case 'unauthorized':
      return { kind, problem: text.tokenRefused, short: text.tokenRefused };
    case 'forbidden':
      return { kind, problem: text.noAccess, short: text.noAccess };
    case 'not_found':
      return { kind, problem: text.notFound, short: text.notFound };
    case 'no_forge':
      return { kind, problem: text.noForge, short: text.noForgeShort };
    case 'malformed':
      return { kind, problem: text.unreadable, short: text.unreadable };
    case 'internal':
      return { kind, problem: text.internal, short: text.internal };
  }
}

/** A push that has not been checked yet, or whose pull request may still follow. */
function findPush(status: DiffStatus, nowMs: number): Freshness | undefined {
  const { reported_at: reportedAt, refreshed_at: refreshedAt } = status;
  if (reportedAt === null || nowMs - Date.parse(reportedAt) >= pushWindowMs) return undefined;
  const checked = refreshedAt !== null && Date.parse(refreshedAt) >= Date.parse(reportedAt);
  if (checked && status.pull_request_state !== null) return undefined;
  return {
    kind: 'pushed',
    text: messages.freshness.pushed(formatAge(reportedAt, nowMs)),
    short: messages.freshness.checking,
    at: reportedAt,
    outdated: false,
  };
}

function describeCheck(status: DiffStatus, nowMs: number): Freshness {
  const at = status.refreshed_at;
  if (at === null) {
    const text = messages.freshness.notChecked;
    return { kind: 'unchecked', text, short: text, at: null, outdated: false };
  }
  const age = formatAge(at, nowMs);
  return {
    kind: 'checked',
    text: messages.freshness.checked(age),
    short: age === messages.time.justNow ? age : formatDuration(nowMs - Date.parse(at)),
    at,
    outdated: false,
  };
}
