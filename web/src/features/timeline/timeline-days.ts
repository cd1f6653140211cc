import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { messages } from '../../text/messages.ts';

export interface TimelineDay {
  /** Stable for the same day, whatever is loaded. */
  key: string;
  name: string;
  entries: TimelineEntry[];
}

/** Groups the entries by the reader's days and keeps their order. */
export function groupByDay(entries: readonly TimelineEntry[], nowMs: number): TimelineDay[] {
  const days: TimelineDay[] = [];
  for (const entry of entries) {
    const key = new Date(entry.at).toDateString();
    const last = days.at(-1);
    if (last?.key === key) last.entries.push(entry);
    else days.push({ key, name: formatDay(new Date(entry.at), nowMs), entries: [entry] });
  }
  return days;
}

/** `Today`, `Yesterday`, `Monday 23 November`, `23 November 2025`. */
export function formatDay(date: Date, nowMs: number): string {
  const now = new Date(nowMs);
  if (date.toDateString() === now.toDateString()) return messages.timeline.today;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === yesterday.toDateString()) return messages.timeline.yesterday;
  const format = date.getFullYear() === now.getFullYear() ? dayFormat : yearFormat;
  return format.format(date);
}

/** `14:05`, where a heading names the day. */
export function formatMinute(instant: string): string {
  return minuteFormat.format(new Date(instant));
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});
const yearFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const minuteFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
