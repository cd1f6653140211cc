import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';
import { toLabelPlaces } from './label-places.ts';
import type { Plot } from './plot.ts';
import { toPlace } from './plot-lines.tsx';
import { toPercent, toTimeTicks } from './scale.ts';

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
