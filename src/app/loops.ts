import type { Lifetime } from '../platform/lifetime.ts';
import type { Wakeable } from '../platform/woken-loop.ts';
import type { Change, ChangeFeed } from '../store/change-feed.ts';

export interface LoopDeps {
  changes: Pick<ChangeFeed, 'subscribe'>;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

/**
 * Runs a loop that committed changes wake: those that concern it, and every end of an interruption, in
 * which notifications may have been lost.
 */
export function startLoop(
  loop: Wakeable,
  concerns: (change: Change) => boolean,
  { changes, lifetime, onFailure }: LoopDeps,
): void {
  lifetime.run((signal) => loop.run(signal), onFailure);
  lifetime.run(async (signal) => {
    using subscription = changes.subscribe();
    signal.addEventListener('abort', () => subscription[Symbol.dispose]());
    for await (const change of subscription) {
      if (change.kind === 'resync' || concerns(change)) loop.wake();
    }
  }, onFailure);
}
