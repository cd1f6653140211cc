import { useState } from 'react';
import { messages } from '../../text/messages.ts';
import { formatExact } from '../../text/time.ts';
import type { Stop } from './plot.ts';

/** The same in words, for whoever reads rather than looks. Made when it is asked for. */
export function PlotTable({ stops, label }: { stops: readonly Stop[]; label: string }) {
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
