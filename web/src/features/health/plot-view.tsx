import { messages } from '../../text/messages.ts';
import { formatClock, formatExact } from '../../text/time.ts';
import type { Plot, Stop } from './plot.ts';
import { Band, EndLabels, TimeAxis, ValueAxis } from './plot-frame.tsx';
import { PlotLines, SinglePoints, toPlace } from './plot-lines.tsx';
import { PlotTable } from './plot-table.tsx';
import { toPercent } from './scale.ts';
import { usePlotCursor } from './use-plot-cursor.ts';

interface PlotViewProps {
  plot: Plot;
  label: string;
  nowMs: number;
  /** Said in place of a drawing without a measurement. */
  emptyText: string;
  small?: boolean;
}

/** A plot that can be pointed at: with a pointer, with the arrow keys, or read as a table. */
export function PlotView({ plot, label, nowMs, emptyText, small }: PlotViewProps) {
  const { pointed, index, pointing, choosing } = usePlotCursor(plot);
  if (plot.stops.length === 0) return <p className="plot-empty">{emptyText}</p>;
  const read = pointed ?? plot.stops[index];
  return (
    <div className="plot" data-small={small}>
      <div className="plot-body">
        <div className="plot-frame" aria-hidden="true">
          <ValueAxis plot={plot} />
        </div>
        <div className="plot-area" {...pointing}>
          <input
            type="range"
            className="plot-slider"
            min={0}
            max={plot.stops.length - 1}
            value={index}
            aria-label={label}
            aria-valuetext={read && toReading(read)}
            {...choosing}
          />
          <Band plot={plot} />
          <PlotLines plot={plot} />
          <SinglePoints plot={plot} />
          <i className="plot-now" style={{ left: `${toPercent(nowMs, plot.time)}%` }} />
          {pointed && <Cursor plot={plot} stop={pointed} />}
        </div>
        <div className="plot-ends" aria-hidden="true">
          <EndLabels plot={plot} />
        </div>
      </div>
      <TimeAxis plot={plot} nowMs={nowMs} />
      <div className="plot-foot">
        <p className="plot-reading" aria-hidden="true">
          {pointed ? (
            <>
              <b>{pointed.words}</b>
              <span>{formatInstant(pointed)}</span>
            </>
          ) : (
            <Extent plot={plot} nowMs={nowMs} />
          )}
        </p>
        <PlotTable stops={plot.stops} label={label} />
      </div>
    </div>
  );
}

function Cursor({ plot, stop }: { plot: Plot; stop: Stop }) {
  const left = `${toPercent(stop.atMs, plot.time)}%`;
  return (
    <>
      <i className="plot-cursor" style={{ left }} />
      {stop.values.map((value, line) => (
        <i
          key={`${line} ${value}`}
          className="plot-dot"
          style={{ left, top: `${toPlace(plot, { atMs: stop.atMs, value }).top}%` }}
        />
      ))}
    </>
  );
}

function toReading(stop: Stop): string {
  return `${stop.words} · ${formatInstant(stop)}`;
}

function formatInstant({ atMs }: Stop): string {
  return formatExact(new Date(atMs).toISOString());
}

/** How much there is to point at, and since when: a short history is not taken for a calm one. */
function Extent({ plot, nowMs }: { plot: Plot; nowMs: number }) {
  const say = messages.health.plot;
  const clock = (stop: Stop | undefined) =>
    stop ? formatClock(new Date(stop.atMs).toISOString(), nowMs) : '';
  const measured = plot.stops.filter(({ atMs }) => atMs <= nowMs);
  return (
    <>
      <span>{say.count(measured.length)}</span>
      {measured.length > 1 && <span>{say.from(clock(measured[0]), clock(measured.at(-1)))}</span>}
    </>
  );
}
