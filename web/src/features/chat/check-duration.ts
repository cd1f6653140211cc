import type { Check } from '../../../../src/contract/checks.ts';
import { messages } from '../../text/messages.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** How long a check took, or has been running; undefined where the forge does not tell. */
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
  const say = messages.checkDuration;
  if (durationMs < secondMs) return say.underSecond;
  if (durationMs < minuteMs) return say.seconds(Math.floor(durationMs / secondMs));
  if (durationMs < hourMs) {
    const seconds = Math.floor((durationMs % minuteMs) / secondMs);
    return say.minutes(Math.floor(durationMs / minuteMs), seconds);
  }
  const minutes = Math.floor((durationMs % hourMs) / minuteMs);
  return say.hours(Math.floor(durationMs / hourMs), minutes);
}

/** The longest of them, for bars that are drawn relative to it. */
export function toLongestMs(checks: readonly Check[], nowMs: number): number {
  return Math.max(0, ...checks.map((check) => findCheckDurationMs(check, nowMs) ?? 0));
}

/** In percent of the longest; the shortest is still seen. */
export function toBarLength(durationMs: number, longestMs: number): number {
  if (longestMs <= 0) return smallestBar;
  return Math.min(100, Math.max(smallestBar, Math.round((durationMs / longestMs) * 100)));
}

const smallestBar = 2;
