import type { Plot, PlotLine } from './plot.ts';
import { type Point, toSegments } from './points.ts';
import { toPercent } from './scale.ts';

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
