import type { Domain } from './plot.ts';

const minuteMs = 60_000;
const tickStepsMs = [1, 2, 5, 10, 15, 30, 60].map((minutes) => minutes * minuteMs);
const maximumTicks = 5;
/** Their halves are round too. */
const durationMaximumsMs = [
  10_000,
  30_000,
  ...[1, 2, 4, 10, 20, 40, 60, 120, 240, 720, 1_440].map((minutes) => minutes * minuteMs),
];

/** The position of a value in its domain, clamped to 0 to 100. */
export function toPercent(value: number, { from, to }: Domain): number {
  if (to <= from) return 0;
  return Math.min(100, Math.max(0, ((value - from) / (to - from)) * 100));
}

/** The next round number, so that the axis ends at 1, 2 or 5 times a power of ten. */
export function pickCountMaximum(largest: number): number {
  if (largest <= 1) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 5, 10].find((each) => each * magnitude >= largest) ?? 10;
  return step * magnitude;
}

/** The next round duration; beyond a day, a whole number of days. */
export function pickDurationMaximum(largestMs: number): number {
  const dayMs = 1_440 * minuteMs;
  return (
    durationMaximumsMs.find((maximum) => maximum >= largestMs) ??
    Math.ceil(largestMs / (2 * dayMs)) * 2 * dayMs
  );
}

/** Round instants within the domain, at most a handful. */
export function listTimeTicks({ from, to }: Domain): number[] {
  const stepMs = tickStepsMs.find((step) => (to - from) / step <= maximumTicks) ?? 60 * minuteMs;
  const first = Math.ceil(from / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((to - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, tick) => first + tick * stepMs);
}

/**
 * Moves labels at the ends of lines so that they do not overlap, each as little as possible. All
 * values are percentages of the height from the top; no label is placed below `lowest`.
 */
export function spreadLabels(wanted: readonly number[], gap: number, lowest: number): number[] {
  const order = wanted.map((top, index) => ({ top, index }));
  order.sort((left, right) => left.top - right.top);
  for (const [rank, label] of order.entries()) {
    const above = order[rank - 1];
    if (above) label.top = Math.max(label.top, above.top + gap);
  }
  pushUp(order, gap, lowest);
  const tops = [...wanted];
  for (const { top, index } of order) tops[index] = top;
  return tops;
}

function pushUp(order: { top: number }[], gap: number, lowest: number): void {
  let limit = lowest;
  for (const label of order.toReversed()) {
    label.top = Math.min(label.top, limit);
    limit = label.top - gap;
  }
}
