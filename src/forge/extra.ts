import type { MaybeRead, Unread } from './client/forge-api.ts';
import type { UnreadOutcome } from './client/outcomes.ts';

type RateLimited = Unread & { outcome: Extract<UnreadOutcome, { kind: 'rate_limited' }> };

/**
 * S5: what a pull request can be shown without stops it after all when it met a rate limit: the
 * one that lasts longest.
 */
export function findRateLimited(extras: readonly MaybeRead<unknown>[]): RateLimited | undefined {
  return extras.filter(isRateLimited).toSorted(byEnd).at(-1);
}

/** What else could not be read is not told, which replaces nothing (S9). */
export function orUntold<Value, Untold>(extra: MaybeRead<Value>, untold: Untold): Value | Untold {
  return extra.kind === 'read' ? extra.value : untold;
}

/** Whether nothing was read because the forge asks to wait. */
export function isRateLimited(extra: MaybeRead<unknown>): extra is RateLimited {
  return extra.kind === 'unread' && extra.outcome.kind === 'rate_limited';
}

function byEnd({ outcome: one }: RateLimited, { outcome: other }: RateLimited): number {
  return one.until.getTime() - other.until.getTime();
}
