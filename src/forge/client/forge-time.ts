import type { Clock } from '../../platform/clock.ts';

/**
 * A forge's clock, as the `Date` header of its last response showed it. The forge's clock and ours may
 * differ by hours: the age of what a forge reports is measured against this clock only. The header has
 * whole seconds, so our own clock is used where it agrees with it.
 */
export interface ForgeTime {
  /** Notes the header of a response, and returns the time at the forge. */
  observe(headers: Pick<Headers, 'get'>): number;
  /** Milliseconds since the epoch; by our own clock before the first response. */
  now(): number;
}

/** The second that the header cuts off, and the way of the response. */
const agreementMs = 2_000;

export function createForgeTime(clock: Pick<Clock, 'now' | 'monotonic'>): ForgeTime {
  let last: { forgeMs: number; at: number } | undefined;
  const now = () => (last ? last.forgeMs + clock.monotonic() - last.at : clock.now());
  return {
    observe(headers) {
      const forgeMs = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(forgeMs)) return now();
      const ownMs = clock.now();
      const agrees = ownMs - forgeMs >= 0 && ownMs - forgeMs < agreementMs;
      last = { forgeMs: agrees ? ownMs : forgeMs, at: clock.monotonic() };
      return now();
    },
    now,
  };
}
