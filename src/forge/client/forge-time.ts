import type { Clock } from '../../platform/clock.ts';

/**
 * A forge's clock, as the `Date` header of its last response showed it. The forge's clock and ours may
 * differ by hours: the age of what a forge reports is measured against this clock only.
 */
export interface ForgeTime {
  /** Notes the header of a response, and returns the time at the forge. */
  observe(headers: Pick<Headers, 'get'>): number;
  /** Milliseconds since the epoch; by our own clock before the first response. */
  now(): number;
}

export function createForgeTime(clock: Pick<Clock, 'now' | 'monotonic'>): ForgeTime {
  let last: { forgeMs: number; at: number } | undefined;
  const now = () => (last ? last.forgeMs + clock.monotonic() - last.at : clock.now());
  return {
    observe(headers) {
      const forgeMs = Date.parse(headers.get('date') ?? '');
      if (!Number.isNaN(forgeMs)) last = { forgeMs, at: clock.monotonic() };
      return now();
    },
    now,
  };
}
