import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatMinute, toTimelineDays } from './timeline-days.ts';
import { TimelineLine } from './timeline-row.tsx';

interface TimelineListProps {
  entries: readonly TimelineEntry[];
  forge: string;
}

/** Newest first, under their days. */
export function TimelineList({ entries, forge }: TimelineListProps) {
  useNow((nowMs) => new Date(nowMs).toDateString());
  return toTimelineDays(entries, getClockMs()).map((day) => (
    <section key={day.key} className="timeline-day" aria-label={day.name}>
      <h3>{day.name}</h3>
      <ol>
        {day.entries.map((entry, index) => (
          <TimelineLine
            key={entry.id}
            entry={entry}
            forge={forge}
            sameMinute={isSameMinute(entry, day.entries[index - 1])}
          />
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
  reading: boolean;
  onRead: () => void;
}

export function OlderEntries({ more, reading, onRead }: OlderEntriesProps) {
  const say = messages.timeline;
  if (!more) return <p className="panel-note">{say.begin}</p>;
  const read = () => {
    if (!reading) onRead();
  };
  return (
    <button type="button" className="button timeline-older" aria-busy={reading} onClick={read}>
      {reading ? say.readingOlder : say.older}
    </button>
  );
}
