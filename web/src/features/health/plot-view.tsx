import './plots.css';
import { type ChangeEvent, type PointerEvent, useState } from 'react';
import { messages } from '../../text/messages.ts';
import { formatClock, formatExact } from '../../text/time.ts';
import { findNearest, type Plot, type Stop } from './plot.ts';
import {
  Band,
  EndLabels,
  PlotDots,
  PlotLines,
  TimeAxis,
  toPosition,
  ValueAxis,
} from './plot-drawing.tsx';
import { toPercent } from './plot-scale.ts';

interface PlotViewProps {
  plot: Plot;
  label: string;
  nowMs: number;
  /** Shown instead of a plot without measurements. */
  emptyText: string;
  small?: boolean;
}

/** A plot whose values can be read with the pointer, with the arrow keys or in a table. */
export function PlotView({ plot, label, nowMs, emptyText, small }: PlotViewProps) {
  const { selected, index, pointerHandlers, sliderHandlers } = usePlotCursor(plot);
  if (plot.stops.length === 0) return <p className="plot-empty">{emptyText}</p>;
  const current = selected ?? plot.stops[index];
  return (
    <div className="plot" data-small={small}>
      <div className="plot-body">
        <div className="plot-frame" aria-hidden="true">
          <ValueAxis plot={plot} />
        </div>
        <div className="plot-area" {...pointerHandlers}>
          <input
            type="range"
            className="plot-slider"
            min={0}
            max={plot.stops.length - 1}
            value={index}
            aria-label={label}
            aria-valuetext={current && formatStop(current)}
            {...sliderHandlers}
          />
          <Band plot={plot} />
          <PlotLines plot={plot} />
          <PlotDots plot={plot} />
          <i className="plot-now" style={{ left: `${toPercent(nowMs, plot.time)}%` }} />
          {selected && <Cursor plot={plot} stop={selected} />}
        </div>
        <div className="plot-ends" aria-hidden="true">
          <EndLabels plot={plot} />
        </div>
      </div>
      <TimeAxis plot={plot} nowMs={nowMs} />
      <div className="plot-foot">
        <p className="plot-reading" aria-hidden="true">
          {selected ? (
            <>
              <b>{selected.text}</b>
              <span>{formatInstant(selected)}</span>
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

/** Selects the measurement under the pointer or chosen with the keys. */
function usePlotCursor({ stops, time }: Pick<Plot, 'stops' | 'time'>) {
  // An instant and not an index, so that new measurements do not move the selection.
  const [selectedMs, setSelectedMs] = useState<number>();
  const last = stops.length - 1;
  const found = selectedMs === undefined ? -1 : findNearest(stops, selectedMs);
  const index = found === -1 ? last : found;
  const selected: Stop | undefined = stops[found];
  const point = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setSelectedMs(time.from + ((clientX - left) / width) * (time.to - time.from));
  };
  const clear = () => setSelectedMs(undefined);
  return {
    selected,
    index,
    pointerHandlers: { onPointerMove: point, onPointerDown: point, onPointerLeave: clear },
    sliderHandlers: {
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) =>
        setSelectedMs(stops[Number(target.value)]?.atMs),
      onFocus: () => setSelectedMs(stops[index]?.atMs),
      onBlur: clear,
    },
  };
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
          style={{ left, top: `${toPosition(plot, { atMs: stop.atMs, value }).top}%` }}
        />
      ))}
    </>
  );
}

function formatStop(stop: Stop): string {
  return `${stop.text} · ${formatInstant(stop)}`;
}

function formatInstant({ atMs }: Stop): string {
  return formatExact(new Date(atMs).toISOString());
}

/** How many measurements there are and since when, so that a short history is recognizable. */
function Extent({ plot, nowMs }: { plot: Plot; nowMs: number }) {
  const text = messages.health.plot;
  const clock = (stop: Stop | undefined) =>
    stop ? formatClock(new Date(stop.atMs).toISOString(), nowMs) : '';
  const measured = plot.stops.filter(({ atMs }) => atMs <= nowMs);
  return (
    <>
      <span>{text.count(measured.length)}</span>
      {measured.length > 1 && <span>{text.from(clock(measured[0]), clock(measured.at(-1)))}</span>}
    </>
  );
}

/** The same values as text. The rows are rendered only while the table is open. */
function PlotTable({ stops, label }: { stops: readonly Stop[]; label: string }) {
  const text = messages.health.plot;
  const [open, setOpen] = useState(false);
  return (
    <details className="plot-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary aria-label={`${label}: ${text.table}`}>{text.table}</summary>
      {open && (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.tableWhen}</th>
              <th scope="col">{text.tableWhat}</th>
            </tr>
          </thead>
          <tbody>
            {stops.toReversed().map((stop) => (
              <tr key={`${stop.atMs} ${stop.text}`}>
                <td>{formatInstant(stop)}</td>
                <td>{stop.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
