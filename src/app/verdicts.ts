import { systemClock as clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import type { ChangeFeed } from '../store/change-feed.ts';
import type { SyncStore } from '../store/sync-store.ts';
import { VerdictKeeper } from '../sync/settle-verdicts.ts';

export interface StartVerdictsDeps {
  store: SyncStore;
  changes: ChangeFeed;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

/** Keeps the stored verdicts up to date, woken by every change of a row. */
export function startVerdicts({
  store,
  changes,
  logger,
  lifetime,
  onFailure,
}: StartVerdictsDeps): void {
  const keeper = new VerdictKeeper({ store, clock, logger });
  lifetime.run((signal) => keeper.run(signal), onFailure);
  lifetime.run((signal) => wakeKeeper(keeper, changes, signal), onFailure);
}

async function wakeKeeper(
  keeper: VerdictKeeper,
  changes: ChangeFeed,
  signal: AbortSignal,
): Promise<void> {
  using subscription = changes.subscribe();
  signal.addEventListener('abort', () => subscription[Symbol.dispose]());
  for await (const change of subscription) {
    if (change.kind === 'diff_status_change' || change.kind === 'resync') keeper.wake();
  }
}
