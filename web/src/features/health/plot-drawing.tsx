import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { type Plot, type PlotLine, type Point, toSegments } from './plot.ts';
import { toLabelPlaces, toPercent, toTimeTicks } from './plot-scale.ts';

const labelsApart = 30;
/** Below it a label would reach into the times. */
const lowestLabel = 86;
/** Nearer to now, a clock time would be written over its word. */
const clearOfNow = 12;

/** The one axis of values, with its lines across. */
export function ValueAxis({ plot }: { plot: Plot }) {
  return plot.valueTicks.map(({ value, words: text }) => {
    const top = `${100 - toPercent(value, { from: 0, to: plot.top })}%`;
    return (
      <div key={value} className="plot-level" style={{ top }}>
        <span>{text}</span>
      </div>
    );
  });
}

export function TimeAxis({ plot, nowMs }: { plot: Plot; nowMs: number }) {
  const now = toPercent(nowMs, plot.time);
  const ticks = toTimeTicks(plot.time)
    .map((tick) => ({ tick, left: toPercent(tick, plot.time) }))
    .filter(({ left }) => Math.abs(left - now) > clearOfNow);
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

/** What is kept, as a hatched band from zero up. */
export function Band({ plot }: { plot: Plot }) {
  if (!plot.band) return null;
  const height = toPercent(plot.band.upTo, { from: 0, to: plot.top });
  return (
    <div className="plot-band" style={{ height: `${height}%` }}>
      <span>{plot.band.words}</span>
    </div>
  );
}

/** Each line is named where it ends, so that no legend has to be decoded. */
export function EndLabels({ plot }: { plot: Plot }) {
  const labels = plot.lines.flatMap((line) => {
    const end = line.points.at(-1);
    return end && line.endText !== '' ? [{ line, top: toPlace(plot, end).top }] : [];
  });
  const places = toLabelPlaces(
    labels.map(({ top }) => top),
    labelsApart,
    lowestLabel,
  );
  return labels.map(({ line }, index) => (
    <div key={line.name} className="plot-end" style={{ top: `${places[index] ?? 0}%` }}>
      <span>{line.name}</span>
      <b>{line.endText}</b>
    </div>
  ));
}

/** From left and from the top, in percents of the drawing. */
export function toPlace({ time, top }: Pick<Plot, 'time' | 'top'>, { atMs, value }: Point) {
  return { left: toPercent(atMs, time), top: 100 - toPercent(value, { from: 0, to: top }) };
}

/** The lines, stretched to whatever size the drawing has; strokes keep their width. */
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

/** A lonely point has no line to be seen by; what is expected starts and ends at a point. */
export function SinglePoints({ plot }: { plot: Plot }) {
  const points = plot.lines.flatMap(({ stroke, points: all }) =>
    stroke === 'dashed' ? all : toSegments(all).flatMap(toLonely),
  );
  return points.map((point, index) => {
    const { left, top } = toPlace(plot, point);
    return (
      <i
        key={`${index} ${point.atMs}`}
        className="plot-dot"
        style={{ left: `${left}%`, top: `${top}%` }}
      />
    );
  });
}

function toLonely(segment: Point[]): Point[] {
  return segment.length === 1 ? segment : [];
}

function toPath(plot: Plot, { points, stroke }: PlotLine): string {
  // What is expected has no gaps: nothing was measured there yet.
  const segments = stroke === 'dashed' ? [points] : toSegments(points);
  return segments
    .map((segment) => segment.map((point) => toStep(plot, point)).join('L'))
    .filter(Boolean)
    .map((steps) => `M${steps}`)
    .join('');
}

function toStep(plot: Plot, point: Point): string {
  const { left, top } = toPlace(plot, point);
  return `${left.toFixed(2)} ${top.toFixed(2)}`;
}
