import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { isStalled } from '../../../../src/contract/stalled.ts';
import { useDisconnected } from '../../api/connection-state.ts';
import { getClockMs, useNow } from '../../shared/clock.ts';
import { messages } from '../../text/messages.ts';
import { formatAge, formatDuration, formatExact } from '../../text/time.ts';
import { toDueCheck } from './due-check.ts';
import { findForgeHost } from './forge-name.ts';
import { toFreshness } from './freshness.ts';
import { FreshnessNote } from './freshness-note.tsx';

interface ActivityNoteProps {
  status: DiffStatus;
  forges: readonly ForgeSummary[];
}

/** When the work last moved: `3 h ago`, `stalled, 2 d`. Where the data is not fresh, that is shown instead. */
export function ActivityNote({ status, forges }: ActivityNoteProps) {
  const disconnected = useDisconnected();
  const forge = findForgeHost(status, forges);
  const read = (nowMs: number) => describeActivity(status, nowMs);
  const isShown = useNow((nowMs) => isFresh(status, forge, nowMs, disconnected));
  useNow((nowMs) => read(nowMs).text);
  if (!isShown) return <FreshnessNote status={status} forges={forges} nextCheck />;
  const nowMs = getClockMs();
  const { text, short, stalled } = read(nowMs);
  const { text: checked } = toFreshness(status, forge, nowMs, disconnected);
  const hint = messages.activity.hint(formatExact(status.active_at), checked);
  return (
    <span className="freshness" data-kind={stalled ? 'stalled' : 'activity'}>
      <time dateTime={status.active_at} title={hint}>
        <span className="visually-hidden">{messages.activity.label} </span>
        <span className="wide">{text}</span>
        <span className="narrow">{short}</span>
      </time>
    </span>
  );
}

/** Checked, and not overdue. */
function isFresh(status: DiffStatus, forge: string, nowMs: number, disconnected: boolean): boolean {
  if (toFreshness(status, forge, nowMs, disconnected).kind !== 'checked') return false;
  const { kind } = toDueCheck(status, nowMs);
  return kind !== 'waiting' && kind !== 'polling_paused';
}

interface Activity {
  text: string;
  /** Where space is short. */
  short: string;
  stalled: boolean;
}

export function describeActivity(status: DiffStatus, nowMs: number): Activity {
  const age = formatAge(status.active_at, nowMs);
  const duration = formatDuration(nowMs - Date.parse(status.active_at));
  const stalled = isStalled(status, nowMs);
  if (stalled) {
    const text = messages.activity.stalled(duration);
    return { text, short: text, stalled };
  }
  return { text: age, short: age === messages.time.justNow ? age : duration, stalled };
}
