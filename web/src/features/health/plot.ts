import type { Point } from './points.ts';
import type { Domain } from './scale.ts';

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
