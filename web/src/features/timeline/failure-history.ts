import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import type { EventOf } from './line-text.ts';

/** The last time that looks failed, as far as the timeline tells. */
export interface FailureSpan {
  failure: EventOf<'look_failed'>['failure'];
  message: string;
  since: string;
  /** Null while it lasts. */
  until: string | null;
}

/** From entries that stand newest first. A span that began before them begins with the oldest. */
export function findLastFailure(entries: readonly TimelineEntry[]): FailureSpan | undefined {
  const outages = entries.filter(
    ({ event }) => event.kind === 'look_failed' || event.kind === 'recovered',
  );
  const latest = outages.findIndex(({ event }) => event.kind === 'look_failed');
  const failed = outages[latest]?.event;
  if (failed?.kind !== 'look_failed') return undefined;
  const before = outages.slice(latest);
  const recovered = before.findIndex(({ event }) => event.kind === 'recovered');
  const first = before.slice(0, recovered === -1 ? undefined : recovered).at(-1);
  return {
    failure: failed.failure,
    message: failed.message,
    since: first?.at ?? '',
    until: outages[latest - 1]?.at ?? null,
  };
}
