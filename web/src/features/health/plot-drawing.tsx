import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { type Plot, type PlotLine, type Point, splitAtGaps } from './plot.ts';
import { listTimeTicks, spreadLabels, toPercent } from './plot-scale.ts';

// Percentages of the plot's height or width.
const labelGap = 30;
/** A lower label would overlap the time axis. */
const lowestLabel = 86;
/** A closer clock time would overlap "now". */
const nowClearance = 12;

/** The value axis, with a line across the plot for each tick. */
export function ValueAxis({ plot }: { plot: Plot }) {
  return plot.valueTicks.map(({ value, text }) => {
    const top = `${100 - toPercent(value, { from: 0, to: plot.maximum })}%`;
    return (
      <div key={value} className="plot-level" style={{ top }}>
        <span>{text}</span>
      </div>
    );
  });
}

export function TimeAxis({ plot, nowMs }: { plot: Plot; nowMs: number }) {
  const now = toPercent(nowMs, plot.time);
  const ticks = listTimeTicks(plot.time)
    .map((tick) => ({ tick, left: toPercent(tick, plot.time) }))
    .filter(({ left }) => Math.abs(left - now) > nowClearance);
  return (
    <div className="plot-times" aria-hidden="true">
      {ticks.map(({ tick, left }) => (
        <span key={tick} style={{ left: `${left}%` }}>
          {formatClock(new Date(tick).toISOString(), nowMs)}
        </span>
      ))}
      <span style={{ left: `${now}%` }}>{messages.health.plot.now}</span>
    </div>
  );
}

/** A hatched area from zero up to a value. */
export function Band({ plot }: { plot: Plot }) {
  if (!plot.band) return null;
  const height = toPercent(plot.band.upTo, { from: 0, to: plot.maximum });
  return (
    <div className="plot-band" style={{ height: `${height}%` }}>
      <span>{plot.band.text}</span>
    </div>
  );
}

/** Names each line at its end, so that the plot needs no legend. */
export function EndLabels({ plot }: { plot: Plot }) {
  const labels = plot.lines.flatMap((line) => {
    const end = line.points.at(-1);
    return end && line.endText !== '' ? [{ line, top: toPosition(plot, end).top }] : [];
  });
  const tops = spreadLabels(
    labels.map(({ top }) => top),
    labelGap,
    lowestLabel,
  );
  return labels.map(({ line }, index) => (
    <div key={line.name} className="plot-end" style={{ top: `${tops[index] ?? 0}%` }}>
      <span>{line.name}</span>
      <b>{line.endText}</b>
    </div>
  ));
}

/** Stretched to the size of the plot; strokes keep their width. */
export function PlotLines({ plot }: { plot: Plot }) {
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
      {plot.lines.map((line) => (
        <path
          key={line.name}
          className="plot-line"
          data-stroke={line.stroke}
          d={toPath(plot, line)}
        />
      ))}
    </svg>
  );
}

/** Dots for isolated points, which have no line, and for both ends of a forecast. */
export function PlotDots({ plot }: { plot: Plot }) {
  const points = plot.lines.flatMap(({ stroke, points: all }) =>
    stroke === 'dashed' ? all : splitAtGaps(all).flatMap(pickIsolated),
  );
  return points.map((point, index) => {
    const { left, top } = toPosition(plot, point);
    return (
      <i
        key={`${index} ${point.atMs}`}
        className="plot-dot"
        style={{ left: `${left}%`, top: `${top}%` }}
      />
    );
  });
}

/** The distance from the left and from the top, in percent. */
export function toPosition(
  { time, maximum }: Pick<Plot, 'time' | 'maximum'>,
  { atMs, value }: Point,
) {
  return { left: toPercent(atMs, time), top: 100 - toPercent(value, { from: 0, to: maximum }) };
}

function pickIsolated(segment: Point[]): Point[] {
  return segment.length === 1 ? segment : [];
}

function toPath(plot: Plot, { points, stroke }: PlotLine): string {
  // A forecast has no gaps: its two points are far apart on purpose.
  const segments = stroke === 'dashed' ? [points] : splitAtGaps(points);
  return segments
    .map((segment) => segment.map((point) => toCoordinates(plot, point)).join('L'))
    .filter(Boolean)
    .map((path) => `M${path}`)
    .join('');
}

function toCoordinates(plot: Plot, point: Point): string {
  const { left, top } = toPosition(plot, point);
  return `${left.toFixed(2)} ${top.toFixed(2)}`;
}
