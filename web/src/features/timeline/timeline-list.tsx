import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { getClockMs, useTimed } from '../../shared/clock.ts';
import { formatMinute, toTimelineDays } from './timeline-days.ts';
import { TimelineLine } from './timeline-line.tsx';

interface TimelineListProps {
  entries: readonly TimelineEntry[];
  forge: string;
}

/** Newest first, under their days. */
export function TimelineList({ entries, forge }: TimelineListProps) {
  useTimed((nowMs) => new Date(nowMs).toDateString());
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
