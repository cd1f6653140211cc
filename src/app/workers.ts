import type { Forge } from '../forge/forge.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import { systemClock as clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import type { Change, ChangeFeed } from '../store/change-feed.ts';
import type { ForgeTokens } from '../store/forge-tokens.ts';
import type { SyncStore } from '../store/sync-store.ts';
import type { Polling } from '../sync/polling.ts';
import type { RunningRefreshes } from '../sync/running-refreshes.ts';
import { Worker, type WorkerDeps } from '../sync/worker.ts';
import type { Config } from './config.ts';
import { startLoop } from './loops.ts';

/** Rows whose origin no forge serves have a worker too, which records that failure. */
const noForgeId = '';

export type WorkedForge = Pick<Forge, 'id' | 'batchSize'>;

export interface StartWorkersDeps {
  durations: Config['durations'];
  polling: Polling;
  changes: ChangeFeed;
  store: SyncStore;
  refreshes: RunningRefreshes;
  forges: ForgeRegistry;
  tokens: ForgeTokens;
  observeAcquire: NonNullable<WorkerDeps['observeAcquire']>;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

/** Starts one worker per forge, woken by notifications of the database; returns what starts another. */
export function startWorkers(deps: StartWorkersDeps): (forge: WorkedForge) => void {
  const { changes, store, refreshes, forges, tokens, durations, polling, observeAcquire } = deps;
  const { logger, lifetime, onFailure } = deps;
  // Stops after the workers, so that none starts a refresh while running ones are awaited (S8).
  lifetime.use(refreshes);
  const startWorker = ({ id: forgeId, batchSize }: WorkedForge) => {
    const queue = { tokens, queue: store, refreshes, durations, polling };
    const shared = { ...queue, observeAcquire, clock, logger };
    const worker = new Worker({ forgeId, batchSize, ...shared });
    startLoop(worker, (change) => isAboutQueue(change, forgeId), { changes, lifetime, onFailure });
  };
  for (const forge of [...forges.listForges(), { id: noForgeId, batchSize: 1 }]) {
    startWorker(forge);
  }
  return startWorker;
}

function isAboutQueue(change: Change, forgeId: string): boolean {
  if (change.kind === 'due') return change.forgeId === null || change.forgeId === forgeId;
  return change.kind === 'token_change' && change.forgeId === forgeId;
}
