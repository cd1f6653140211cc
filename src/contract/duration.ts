const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** An age that is younger reads as now; so does a time in the future, in case another clock is ahead. */
export const justNowMs = 5 * secondMs;

export interface RoundedDuration {
  unit: 'seconds' | 'minutes' | 'hours' | 'days';
  count: number;
}

/** In the one unit that people read it in: rounded down, never negative, and in hours up to two days. */
export function roundDuration(durationMs: number): RoundedDuration {
  const left = Math.max(0, durationMs);
  if (left < minuteMs) return { unit: 'seconds', count: Math.floor(left / secondMs) };
  if (left < hourMs) return { unit: 'minutes', count: Math.floor(left / minuteMs) };
  if (left < 2 * dayMs) return { unit: 'hours', count: Math.floor(left / hourMs) };
  return { unit: 'days', count: Math.floor(left / dayMs) };
}
