import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration } from '../../text/time.ts';
import { toSpokenName } from './forge-name.ts';

/** How new a line is, and why it is not newer. */
export interface Freshness {
  kind: 'checked' | 'looking' | 'paused' | 'no_token' | 'trouble' | 'unchecked';
  words: string;
  /** For narrow places. */
  short: string;
  /** The exact instant the words speak of. */
  at: string | null;
  /** What is shown may be outdated: dim it, never hide it. */
  outdated: boolean;
}

const lookingWindowMs = 120_000;

/** `forge` is the name people know it by, e.g. `github.com`. */
export function toFreshness(status: DiffStatus, forge: string, nowMs: number): Freshness {
  return toTrouble(status, forge, nowMs) ?? toLooking(status, nowMs) ?? toChecked(status, nowMs);
}

/** `next look in 30 s`, `due now`, or that nothing is scheduled. */
export function formatNextLook(status: DiffStatus, nowMs: number): string {
  if (status.stale_at === null) return messages.freshness.settled;
  const waitMs = Date.parse(status.stale_at) - nowMs;
  return waitMs <= 0 ? messages.freshness.due : messages.freshness.nextLook(formatDuration(waitMs));
}

function toTrouble(status: DiffStatus, forge: string, nowMs: number): Freshness | undefined {
  const { failure, refreshed_at: refreshedAt } = status;
  if (failure === null) return undefined;
  const { kind, problem, short, at } = toProblem(status, forge, nowMs);
  const showing = kind === 'trouble' && refreshedAt !== null;
  return {
    kind,
    words: showing ? messages.freshness.showing(problem, formatClock(refreshedAt, nowMs)) : problem,
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

function toProblem(status: DiffStatus, forge: string, nowMs: number): Problem {
  const say = messages.freshness;
  const kind = 'trouble';
  const retryAt = status.failure?.retry_at ?? status.stale_at;
  switch (status.failure?.kind ?? 'internal') {
    case 'no_token':
      return { kind: 'no_token', problem: say.noToken(forge), short: say.noTokenShort };
    case 'rate_limited': {
      if (retryAt === null) return { kind, problem: say.internal, short: say.internal };
      const clock = formatClock(retryAt, nowMs);
      const problem = say.pausedUntil(clock);
      return { kind: 'paused', problem, short: say.pausedShort(clock), at: retryAt };
    }
    case 'unavailable':
    case 'timed_out':
      return { kind, problem: say.unreachable(toSpokenName(forge)), short: say.unreachableShort };
    case 'unauthorized':
      return { kind, problem: say.tokenRefused, short: say.tokenRefused };
    case 'forbidden':
      return { kind, problem: say.noAccess, short: say.noAccess };
    case 'not_found':
      return { kind, problem: say.notFound, short: say.notFound };
    case 'no_forge':
      return { kind, problem: say.noForge, short: say.noForgeShort };
    case 'malformed':
      return { kind, problem: say.unreadable, short: say.unreadable };
    case 'internal':
      return { kind, problem: say.internal, short: say.internal };
  }
}

/** A push that no look has answered yet, or whose pull request may still be on its way. */
function toLooking(status: DiffStatus, nowMs: number): Freshness | undefined {
  const { reported_at: reportedAt, refreshed_at: refreshedAt } = status;
  if (reportedAt === null || nowMs - Date.parse(reportedAt) >= lookingWindowMs) return undefined;
  const answered = refreshedAt !== null && Date.parse(refreshedAt) >= Date.parse(reportedAt);
  if (answered && status.pull_request_state !== null) return undefined;
  return {
    kind: 'looking',
    words: messages.freshness.pushed(formatAge(reportedAt, nowMs)),
    short: messages.freshness.looking,
    at: reportedAt,
    outdated: false,
  };
}

function toChecked(status: DiffStatus, nowMs: number): Freshness {
  const at = status.refreshed_at;
  if (at === null) {
    const say = messages.freshness.notChecked;
    return { kind: 'unchecked', words: say, short: say, at: null, outdated: false };
  }
  const age = formatAge(at, nowMs);
  return {
    kind: 'checked',
    words: messages.freshness.checked(age),
    short: age === messages.time.justNow ? age : formatDuration(nowMs - Date.parse(at)),
    at,
    outdated: false,
  };
}
