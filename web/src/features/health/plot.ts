/** A range on an axis, in milliseconds or in units of the value. */
export interface Domain {
  from: number;
  to: number;
}

/** A value at an instant. */
export interface Point {
  atMs: number;
  value: number;
}

/** Lines differ in stroke, and not only in colour. */
type Stroke = 'solid' | 'dotted' | 'dashed';

export interface PlotLine {
  name: string;
  /** A dashed line is a forecast. */
  stroke: Stroke;
  points: readonly Point[];
  /** The last value, shown at the end of the line; empty if it is shown elsewhere. */
  endText: string;
}

/** A measurement that the pointer or the arrow keys can select. */
export interface Stop {
  atMs: number;
  text: string;
  /** One for each line that has a value there. */
  values: readonly number[];
}

/** Everything that is needed to draw a plot. */
export interface Plot {
  time: Domain;
  /** The upper end of the value axis, which starts at zero. */
  maximum: number;
  valueTicks: readonly { value: number; text: string }[];
  lines: readonly PlotLine[];
  /** A hatched area from zero up to a value. */
  band: { upTo: number; text: string } | undefined;
  stops: readonly Stop[];
}

const hourMs = 3_600_000;

export function toLastHour(nowMs: number): Domain {
  return { from: nowMs - hourMs, to: nowMs };
}

export function isWithin({ atMs }: { atMs: number }, { from, to }: Domain): boolean {
  return atMs >= from && atMs <= to;
}

const minimumForInterval = 3;
const defaultGapMs = 5 * 60_000;
const shortestGapMs = 3 * 60_000;
const missedIntervals = 2.5;

/** Splits a line where measurements are missing, so that no value is drawn that was not measured. */
export function splitAtGaps(points: readonly Point[]): Point[][] {
  const gapMs = estimateGapMs(points);
  const segments: Point[][] = [];
  for (const [index, point] of points.entries()) {
    const previous = points[index - 1];
    const continues = previous !== undefined && point.atMs - previous.atMs <= gapMs;
    if (continues) segments.at(-1)?.push(point);
    else segments.push([point]);
  }
  return segments;
}

/** The index of the point closest to an instant; -1 if there are no points. */
export function findNearest(points: readonly { atMs: number }[], atMs: number): number {
  let nearest = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const away = Math.abs(point.atMs - atMs);
    if (away < distance) [nearest, distance] = [index, away];
  }
  return nearest;
}

/** A few times the median interval between the points. */
function estimateGapMs(points: readonly Point[]): number {
  if (points.length < minimumForInterval) return defaultGapMs;
  const intervals = points
    .slice(1)
    .map((point, index) => point.atMs - (points[index]?.atMs ?? 0))
    .toSorted((left, right) => left - right);
  const median = intervals[Math.floor(intervals.length / 2)] ?? 0;
  return Math.max(shortestGapMs, missedIntervals * median);
}
