import type { Domain } from './plot-scale.ts';

/** How a line is drawn, so that lines differ without colour. */
export type Stroke = 'solid' | 'dotted' | 'dashed';

export interface PlotLine {
  name: string;
  stroke: Stroke;
  points: readonly Point[];
  /** The last value, in words, beside the end of the line; empty when it is said elsewhere. */
  endText: string;
}

/** What pointing at an instant reads out. */
export interface Stop {
  atMs: number;
  words: string;
  /** A height for each line that has a value there. */
  values: readonly number[];
}

/** Everything a drawing needs; the component that draws it decides nothing. */
export interface Plot {
  time: Domain;
  /** The axis goes from zero to here. */
  top: number;
  valueTicks: readonly { value: number; words: string }[];
  lines: readonly PlotLine[];
  /** From zero up to a value: what is kept. */
  band: { upTo: number; words: string } | undefined;
  stops: readonly Stop[];
}

const hourMs = 3_600_000;

/** The last hour. */
export function toLastHour(nowMs: number): Domain {
  return { from: nowMs - hourMs, to: nowMs };
}

/** What is older than the plot is not squeezed onto its edge. */
export function isWithin({ atMs }: { atMs: number }, { from, to }: Domain): boolean {
  return atMs >= from && atMs <= to;
}

/** A value at an instant. */
export interface Point {
  atMs: number;
  value: number;
}

const fewestForRhythm = 3;
const unknownRhythmMs = 5 * 60_000;
const shortestGapMs = 3 * 60_000;
const missedBeats = 2.5;

/** Lines are broken where measuring stopped: what was not measured is not drawn. */
export function toSegments(points: readonly Point[]): Point[][] {
  const gapMs = toGapMs(points);
  const segments: Point[][] = [];
  for (const [index, point] of points.entries()) {
    const previous = points[index - 1];
    const continues = previous !== undefined && point.atMs - previous.atMs <= gapMs;
    if (continues) segments.at(-1)?.push(point);
    else segments.push([point]);
  }
  return segments;
}

/** The index of the point that a reader at that instant means; -1 without points. */
export function findNearest(points: readonly { atMs: number }[], atMs: number): number {
  let nearest = -1;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const away = Math.abs(point.atMs - atMs);
    if (away < distance) [nearest, distance] = [index, away];
  }
  return nearest;
}

/** Longer than a few beats of the rhythm the points have. */
function toGapMs(points: readonly Point[]): number {
  if (points.length < fewestForRhythm) return unknownRhythmMs;
  const beats = points
    .slice(1)
    .map((point, index) => point.atMs - (points[index]?.atMs ?? 0))
    .toSorted((left, right) => left - right);
  return Math.max(shortestGapMs, missedBeats * (beats[Math.floor(beats.length / 2)] ?? 0));
}
