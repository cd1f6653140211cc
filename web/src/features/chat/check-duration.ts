import type { Check } from '../../../../src/contract/pull-request.ts';
import { messages } from '../../text/messages.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How long a check took or has been running; undefined if unknown. */
export function findCheckDurationMs(check: Check, nowMs: number): number | undefined {
  const { state, started_at: startedAt, completed_at: completedAt } = check;
  if (startedAt === null || state === 'skipped') return undefined;
  if (completedAt === null && state !== 'pending') return undefined;
  const endMs = completedAt === null ? nowMs : Date.parse(completedAt);
  const durationMs = endMs - Date.parse(startedAt);
  return Number.isNaN(durationMs) ? undefined : Math.max(0, durationMs);
}

/** `< 1 s`, `45 s`, `2 min 5 s`, `1 h 3 min`. */
export function formatCheckDuration(durationMs: number): string {
  const text = messages.checkDuration;
  if (durationMs < secondMs) return text.underSecond;
  if (durationMs < minuteMs) return text.seconds(Math.floor(durationMs / secondMs));
  if (durationMs < hourMs) {
    const seconds = Math.floor((durationMs % minuteMs) / secondMs);
    return text.minutes(Math.floor(durationMs / minuteMs), seconds);
  }
  const minutes = Math.floor((durationMs % hourMs) / minuteMs);
  return text.hours(Math.floor(durationMs / hourMs), minutes);
}

/**
 * The duration of the longest check, which bars are relative to. A check that waits for hours would make all
 * other bars invisible, so only the ended ones count if there are any.
 */
export function findLongestMs(checks: readonly Check[], nowMs: number): number {
  const ended = checks.filter(({ state }) => state !== 'pending');
  const longestMs = findMaximumMs(ended, nowMs);
  return longestMs > 0 ? longestMs : findMaximumMs(checks, nowMs);
}

function findMaximumMs(checks: readonly Check[], nowMs: number): number {
  return Math.max(0, ...checks.map((check) => findCheckDurationMs(check, nowMs) ?? 0));
}

/** In percent of the longest; never too short to be visible. */
export function computeBarLength(durationMs: number, longestMs: number): number {
  if (longestMs <= 0) return shortestBar;
  return Math.min(100, Math.max(shortestBar, Math.round((durationMs / longestMs) * 100)));
}

const shortestBar = 2;
