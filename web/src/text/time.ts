import { justNowMs, roundDuration } from '../../../src/contract/duration.ts';
import { messages } from './messages.ts';

const secondMs = 1_000;

/** `12 s`, `2 min`, `3 h`, `5 d`: rounded down, never negative. */
export function formatDuration(durationMs: number): string {
  const { unit, count } = roundDuration(durationMs);
  return messages.time[unit](count);
}

/** How long until something happens: `30 s`, and `1 s` rather than none. */
export function formatWait(waitMs: number): string {
  return formatDuration(Math.max(secondMs, waitMs));
}

/** `just now`, `12 s ago`. A time in the future reads as now, in case the server's clock is ahead. */
export function formatAge(instant: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(instant);
  return ageMs < justNowMs ? messages.time.justNow : messages.time.ago(formatDuration(ageMs));
}

/** `14:05` today, `23 Nov 14:05` on other days. */
export function formatClock(instant: string, nowMs: number): string {
  const date = new Date(instant);
  const clock = clockFormat.format(date);
  return date.toDateString() === new Date(nowMs).toDateString()
    ? clock
    : `${dayFormat.format(date)} ${clock}`;
}

/** `23 Nov` */
export function formatDay(instant: string): string {
  return dayFormat.format(new Date(instant));
}

/** The full date and time, for tooltips. */
export function formatExact(instant: string): string {
  return exactFormat.format(new Date(instant));
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const exactFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
