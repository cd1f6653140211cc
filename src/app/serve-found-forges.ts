import type { GrowingForgeRegistry } from '../forge/registry.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from '../store/database.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import { releaseUnserved } from '../store/queries/branches/release-unserved.ts';
import type { Discovery } from './discovery.ts';
import type { WorkedForge } from './workers.ts';

export interface ForgeAdderDeps {
  discovery: Pick<Discovery, 'findForgesOf'>;
  forges: Pick<GrowingForgeRegistry, 'addForge'>;
  startWorker: (forge: WorkedForge) => void;
  database: Database;
  tokens: Pick<ForgeTokens, 'followLocalToken'>;
  logger: Logger;
}

/** Serves the forges that addresses of remotes name, until the signal aborts. */
export type ServeForgesOf = (origins: readonly string[], signal: AbortSignal) => Promise<void>;

/** Lets clones that are found while the server runs bring their forges along. A failure is logged. */
export function createForgeAdder(deps: ForgeAdderDeps): ServeForgesOf {
  const { discovery, forges, startWorker, database, tokens, logger } = deps;
  return async (origins, signal) => {
    try {
      const found = await discovery.findForgesOf(origins, signal);
      // What is started while the server stops would never be stopped.
      if (found.length === 0 || signal.aborted) return;
      for (const settings of found) {
        startWorker(forges.addForge(settings));
        logger.info(
          { forge: settings.id, type: settings.type },
          'a clone names a forge: served now',
        );
      }
      await releaseUnserved(database);
      for (const { id } of found) await tokens.followLocalToken(id);
    } catch (error) {
      logger.warn({ error }, 'failed to find the forges of a clone');
    }
  };
}
