import './plot.css';
import { type ChangeEvent, type PointerEvent, useState } from 'react';
import { messages } from '../../text/messages.ts';
import { formatClock, formatExact } from '../../text/time.ts';
import { findNearest, type Plot, type Stop } from './plot.ts';
import {
  Band,
  EndLabels,
  PlotLines,
  SinglePoints,
  TimeAxis,
  toPlace,
  ValueAxis,
} from './plot-drawing.tsx';
import { toPercent } from './plot-scale.ts';

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

/** The same in words, for whoever reads rather than looks. Made when it is asked for. */
function PlotTable({ stops, label }: { stops: readonly Stop[]; label: string }) {
  const say = messages.health.plot;
  const [open, setOpen] = useState(false);
  return (
    <details className="plot-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary aria-label={`${label}: ${say.table}`}>{say.table}</summary>
      {open && (
        <table>
          <thead>
            <tr>
              <th scope="col">{say.tableWhen}</th>
              <th scope="col">{say.tableWhat}</th>
            </tr>
          </thead>
          <tbody>
            {stops.toReversed().map(({ atMs, words: text }) => (
              <tr key={`${atMs} ${text}`}>
                <td>{formatExact(new Date(atMs).toISOString())}</td>
                <td>{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

/** Which measurement is read: the one that is pointed at, or that the keys chose. */
function usePlotCursor({ stops, time }: Pick<Plot, 'stops' | 'time'>) {
  // The instant and not the index: new measurements do not move what is read.
  const [pointedMs, setPointedMs] = useState<number>();
  const last = stops.length - 1;
  const found = pointedMs === undefined ? -1 : findNearest(stops, pointedMs);
  const index = found === -1 ? last : found;
  const pointed: Stop | undefined = stops[found];
  const point = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setPointedMs(time.from + ((clientX - left) / width) * (time.to - time.from));
  };
  const leave = () => setPointedMs(undefined);
  return {
    pointed,
    index,
    pointing: { onPointerMove: point, onPointerDown: point, onPointerLeave: leave },
    choosing: {
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) =>
        setPointedMs(stops[Number(target.value)]?.atMs),
      onFocus: () => setPointedMs(stops[index]?.atMs),
      onBlur: leave,
    },
  };
}
