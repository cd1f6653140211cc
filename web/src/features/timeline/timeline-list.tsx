import { Fragment } from 'react';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import type { EventNames } from './event-names.ts';
import { formatMinute, groupByDay } from './timeline-days.ts';
import { TimelineRow } from './timeline-row.tsx';

interface TimelineListProps {
  entries: readonly TimelineEntry[];
  forge: string;
  names: EventNames;
  /** The first entry that is new to the reader, if any is. */
  firstNew: string | undefined;
}

/** Newest first, grouped by day. */
export function TimelineList({ entries, forge, names, firstNew }: TimelineListProps) {
  const isNew = ({ id }: TimelineEntry) => firstNew !== undefined && Number(id) >= Number(firstNew);
  const newest = entries.find(isNew);
  useNow((nowMs) => new Date(nowMs).toDateString());
  return groupByDay(entries, getClockMs()).map((day) => (
    <section key={day.key} className="timeline-day" aria-label={day.name}>
      <h3>{day.name}</h3>
      <ol>
        {day.entries.map((entry, index) => (
          <Fragment key={entry.id}>
            {entry === newest && <li className="timeline-new">{messages.timeline.newSince}</li>}
            <TimelineRow
              entry={entry}
              forge={forge}
              names={names}
              sameMinute={isSameMinute(entry, day.entries[index - 1])}
              isNew={isNew(entry)}
            />
          </Fragment>
        ))}
      </ol>
    </section>
  ));
}

function isSameMinute(entry: TimelineEntry, above: TimelineEntry | undefined): boolean {
  return above !== undefined && formatMinute(above.at) === formatMinute(entry.at);
}

interface OlderEntriesProps {
  more: boolean;
  loading: boolean;
  onLoad: () => void;
}

export function OlderEntries({ more, loading, onLoad }: OlderEntriesProps) {
  const text = messages.timeline;
  if (!more) return <p className="panel-note">{text.start}</p>;
  const load = () => {
    if (!loading) onLoad();
  };
  return (
    <button type="button" className="button timeline-older" aria-busy={loading} onClick={load}>
      {loading ? text.loadingOlder : text.older}
    </button>
  );
}
