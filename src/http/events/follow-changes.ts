import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Change } from '../../store/change-feed.ts';
import type { ChangeSource } from '../ports.ts';

export interface FollowOptions {
  changes: ChangeSource;
  signal: AbortSignal;
  clock: Clock;
  logger: Logger;
  onChange: (change: Change) => void;
  /** Changes may have been missed. */
  onGap: () => void;
}

const resubscribeMs = 1_000;

/** Hands on every change until the signal aborts; a subscription that breaks is begun anew. */
export async function followChanges(options: FollowOptions): Promise<void> {
  const { signal, clock, logger, onGap } = options;
  while (!signal.aborted) {
    try {
      await followOnce(options);
    } catch (error) {
      logger.error({ error }, 'the change feed failed');
    }
    if (signal.aborted) return;
    await clock.sleep(resubscribeMs, signal);
    onGap();
  }
}

async function followOnce({ changes, signal, onChange }: FollowOptions): Promise<void> {
  using subscription = changes.subscribe();
  const stop = () => subscription[Symbol.dispose]();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const change of subscription) onChange(change);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
