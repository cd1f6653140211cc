import { hostname } from 'node:os';
import type { ForgeRegistry } from '../forge/registry.ts';
import { systemClock as clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import { getVersion } from '../platform/package-root.ts';
import type { Database } from '../store/database.ts';
import { createSyncStore } from '../store/sync-store.ts';
import { HealthSampler } from '../sync/sample-health.ts';

export interface HealthParts {
  database: Database;
  forges: ForgeRegistry;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

/** Samples for the page of health, from every replica. */
export function startHealth({ database, forges, logger, lifetime, onFailure }: HealthParts): void {
  const samples = new HealthSampler({
    store: createSyncStore(database),
    host: hostname(),
    version: getVersion(),
    // Rows that no forge serves are a queue too.
    forgeIds: [...forges.listForges().map((forge) => forge.id), ''],
    clock,
    logger,
  });
  lifetime.run((signal) => samples.run(signal), onFailure);
}
