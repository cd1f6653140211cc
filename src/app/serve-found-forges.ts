import type { GrowingForgeRegistry } from '../forge/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicLoop, type Wakeable } from '../platform/woken-loop.ts';
import type { Database } from '../store/database.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import { releaseUnserved } from '../store/queries/branches/release-unserved.ts';
import type { Polling } from '../sync/polling.ts';
import type { ConfiguredForge } from './config/forges.ts';
import type { Discovery } from './discovery.ts';
import type { WorkedForge } from './workers.ts';

export interface ForgeAdderDeps {
  discovery: Pick<Discovery, 'findForgesOf' | 'findUnreachable'>;
  forges: Pick<GrowingForgeRegistry, 'addForge'>;
  startWorker: (forge: WorkedForge) => void;
  database: Database;
  tokens: Pick<ForgeTokens, 'followLocalToken'>;
  logger: Logger;
}

/** Serves the forges that addresses of remotes name, until the signal aborts. */
export type ServeForgesOf = (origins: readonly string[], signal: AbortSignal) => Promise<void>;

const retryEveryMs = 60_000;

/** Lets clones that are found while the server runs bring their forges along. */
export function createForgeAdder(deps: ForgeAdderDeps): ServeForgesOf {
  const { discovery } = deps;
  return (origins, signal) =>
    serveFound(() => discovery.findForgesOf(origins, signal), deps, signal);
}

export interface ForgeRetryDeps extends ForgeAdderDeps {
  polling: Pick<Polling, 'isPaused'>;
  clock: Clock;
}

/** Serves a forge that could not be reached before, for example without a VPN. */
export function createForgeRetry(deps: ForgeRetryDeps): Wakeable {
  const { discovery, polling, clock, logger } = deps;
  return createPeriodicLoop({
    clock,
    everyMs: retryEveryMs,
    async work(signal) {
      if (polling.isPaused) return;
      await serveFound(() => discovery.findUnreachable(signal), deps, signal);
    },
    onFailure: (error) => logger.warn({ error }, 'failed to reach the forges of this machine'),
  });
}

/** A failure is logged. */
async function serveFound(
  find: () => Promise<readonly ConfiguredForge[]>,
  { forges, startWorker, database, tokens, logger }: ForgeAdderDeps,
  signal: AbortSignal,
): Promise<void> {
  try {
    const found = await find();
    // What is started while the server stops would never be stopped.
    if (found.length === 0 || signal.aborted) return;
    for (const settings of found) {
      startWorker(forges.addForge(settings));
      logger.info(
        { forge: settings.id, type: settings.type },
        'found a forge on this machine: served now',
      );
    }
    await releaseUnserved(database);
    for (const { id } of found) await tokens.followLocalToken(id);
  } catch (error) {
    logger.warn({ error }, 'failed to find the forges of a clone');
  }
}
