import {
  CheckCircleFillIcon,
  ClockIcon,
  type Icon,
  SkipIcon,
  XCircleFillIcon,
} from '@primer/octicons-react';
import type { Check } from '../../../../src/contract/checks.ts';
import { useTimed } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatExact } from '../../text/time.ts';
import { OutsideLink } from '../../ui/outside-link.tsx';
import { findCheckDurationMs, formatCheckDuration, toBarLength } from '../status/check-duration.ts';

const marks: Record<Check['state'], { Symbol: Icon; tone: string }> = {
  failed: { Symbol: XCircleFillIcon, tone: 'danger' },
  pending: { Symbol: ClockIcon, tone: 'attention' },
  passed: { Symbol: CheckCircleFillIcon, tone: 'success' },
  skipped: { Symbol: SkipIcon, tone: 'quiet' },
};

export function CheckLine({ check, longestMs }: { check: Check; longestMs: number }) {
  const { Symbol, tone } = marks[check.state];
  return (
    <li className="check-line" data-tone={tone}>
      <span className="check-state">
        <Symbol size={14} aria-hidden="true" /> {messages.checkList.state[check.state]}
      </span>
      <span className="check-text">
        <OutsideLink className="check-name" href={check.url}>
          <bdi>{check.name}</bdi>
        </OutsideLink>
        {check.description && (
          <span className="check-description" title={check.description}>
            <bdi>{check.description}</bdi>
          </span>
        )}
      </span>
      <CheckDuration check={check} longestMs={longestMs} />
    </li>
  );
}

/** Running ones count up; the bar is relative to the longest of the list. */
function CheckDuration({ check, longestMs }: { check: Check; longestMs: number }) {
  const durationMs = useTimed((nowMs) => findCheckDurationMs(check, nowMs) ?? -1);
  if (durationMs < 0) return null;
  const duration = formatCheckDuration(durationMs);
  const say = messages.checkList;
  const title = check.started_at ? formatExact(check.started_at) : undefined;
  return (
    <span className="check-duration" title={title}>
      <span className="check-bar" aria-hidden="true">
        <span style={{ inlineSize: `${toBarLength(durationMs, longestMs)}%` }} />
      </span>
      <span aria-hidden="true">{duration}</span>
      <span className="unseen">
        {check.state === 'pending' ? say.runningFor(duration) : say.took(duration)}
      </span>
    </span>
  );
}
