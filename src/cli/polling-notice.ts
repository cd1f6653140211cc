import type { PollingState } from '../contract/polling.ts';
import { formatTime } from './status-cells.ts';

const dayMs = 86_400_000;

/** `Polling paused since 14:05`; undefined while it is not paused. */
export function formatPollingPause(
  { paused, paused_at: pausedAt }: PollingState,
  now: Date,
): string | undefined {
  if (!paused) return undefined;
  if (pausedAt === null) return 'Polling is off: AFTERPUSH_POLL_FACTOR is 0';
  const at = new Date(pausedAt);
  const day = now.getTime() - at.getTime() < dayMs ? '' : `${pausedAt.slice(0, 10)} `;
  return `Polling paused since ${day}${formatTime(at)}`;
}
