import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { getClockMs, useTimed } from '../../shared/clock.ts';
import { formatAge } from '../../text/time.ts';
import { OutsideLink } from '../../ui/outside-link.tsx';
import { Time } from '../../ui/time.tsx';
import { formatMinute } from './timeline-days.ts';
import { timelineIcons } from './timeline-icons.ts';
import { toTimelineLine } from './timeline-text.ts';

interface TimelineLineProps {
  entry: TimelineEntry;
  /** The name people know the forge by. */
  forge: string;
  /** The line above stands at the same minute. */
  sameMinute: boolean;
}

/** When, a symbol, and what was seen; what a forge wrote stands apart from our words. */
export function TimelineLine({ entry, forge, sameMinute }: TimelineLineProps) {
  const line = toTimelineLine(entry.event, forge, getClockMs());
  const Symbol = timelineIcons[line.mark];
  return (
    <li className="timeline-line" data-key={entry.id}>
      <span className="timeline-clock" data-repeated={sameMinute || undefined}>
        <Time at={entry.at}>{formatMinute(entry.at)}</Time>
      </span>
      <span className="timeline-mark" data-tone={line.tone} aria-hidden="true">
        <Symbol size={14} />
      </span>
      <span className="timeline-text">
        <OutsideLink href={line.url}>{line.sentence}</OutsideLink>
        {line.told && <bdi className="timeline-told">{line.told}</bdi>}
        {line.sha && <code title={line.sha}>{line.sha.slice(0, 7)}</code>}
        {line.detail && <span className="timeline-detail">{line.detail}</span>}
      </span>
      <Age at={entry.at} />
    </li>
  );
}

function Age({ at }: { at: string }) {
  const age = useTimed((nowMs) => formatAge(at, nowMs));
  return (
    <span className="timeline-age">
      <Time at={at}>{age}</Time>
    </span>
  );
}
