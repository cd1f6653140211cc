import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../src/platform/clock.ts';
import { createLogger } from '../src/platform/logger.ts';
import type { Database } from '../src/store/database.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createSyncStore } from '../src/store/sync-store.ts';
import { Polling } from '../src/sync/polling.ts';
import type { ForgePort, TokenPort } from '../src/sync/ports.ts';
import { RunningRefreshes } from '../src/sync/running-refreshes.ts';
import { Worker } from '../src/sync/worker.ts';
import { createPostgresUrl } from '../test/support/databases/postgres-url.ts';
import { eventually } from '../test/support/eventually.ts';
import { toPullRequest } from '../test/support/scripted-forge.ts';
import { arrangeStore } from '../test/support/stored-chats.ts';

export interface EngineRate {
  rows: number;
  /** Refreshes that find nothing new. */
  unchangedRowsPerSecond: number;
  /** Refreshes that each find another number of added lines. */
  changedRowsPerSecond: number;
}

const owners = 20;
const chatsPerOwner = 10;
const branchesPerChat = 50;
const rows = owners * chatsPerOwner * branchesPerChat;
const measuredMs = 8_000;
const batchSize = 50;
const durations = {
  acquisitionLeaseMs: 300_000,
  // Due again at once, so that the interval does not limit the rate.
  diffStatusTtlMs: 1,
  noPrBackoffMs: 1,
  noPrRetryWindowMs: 1,
  noTokenBackoffMs: 600_000,
};

/** Measures the worker and the store alone: in this process, with a forge that responds at once. */
export async function measureEngineRate(): Promise<EngineRate> {
  const logger = createLogger('warn');
  await using database = await openDatabase({
    databaseUrl: await createPostgresUrl(),
    dataDirectory: '',
    logger,
    onFatal: (error) => {
      throw error;
    },
  });
  await arrangeRows(database);
  const forge = new InstantForge();
  const store = createSyncStore(database);
  const polling = new Polling(1);
  const shared = { queue: store, durations, polling, clock: systemClock, logger };
  let refreshed = 0;
  await using refreshes = new RunningRefreshes({
    ...shared,
    outcomes: store,
    forges: { findForge: () => forge, findForgeByOrigin: () => forge },
    budgets: { listQuotas: () => [] },
    observe: () => {
      refreshed += 1;
    },
  });
  const worker = new Worker({ ...shared, forgeId: forge.id, batchSize, tokens, refreshes });
  const stopping = new AbortController();
  const running = worker.run(stopping.signal);
  await eventually('every row', async () => refreshed >= rows, 120_000);
  const measure = async () => {
    const [before, startedAt] = [refreshed, performance.now()];
    await delay(measuredMs);
    return ((refreshed - before) * 1_000) / (performance.now() - startedAt);
  };
  const unchangedRowsPerSecond = await measure();
  forge.changing = true;
  const changedRowsPerSecond = await measure();
  stopping.abort();
  await running;
  return { rows, unchangedRowsPerSecond, changedRowsPerSecond };
}

const tokens: TokenPort = {
  findToken: async () => {
    return { kind: 'token', token: 'token', fingerprint: 'token', shared: true, pauses: [] };
  },
};

class InstantForge implements ForgePort {
  readonly id = 'forge';
  readonly batchSize = batchSize;
  readonly statusBuckets = ['core'];
  changing = false;
  #additions = 0;

  parseRemoteOrigin() {
    return { owner: 'acme', name: 'app' };
  }

  async fetchStatuses(
    requests: Parameters<ForgePort['fetchStatuses']>[0],
    _access: Parameters<ForgePort['fetchStatuses']>[1],
    report: Parameters<ForgePort['fetchStatuses']>[2],
  ): ReturnType<ForgePort['fetchStatuses']> {
    return requests.map(({ branch }, index) => {
      if (this.changing) this.#additions += 1;
      const url = `https://forge.test/acme/app/pull/${Number.parseInt(branch, 36)}`;
      const additions = this.#additions;
      const pullRequest = toPullRequest({ url, headBranch: branch, additions });
      const outcome = { kind: 'refreshed', pullRequest } as const;
      report(index, outcome);
      return outcome;
    });
  }
}

async function arrangeRows(database: Database): Promise<void> {
  const arranged = arrangeStore(database);
  for (let owner = 0; owner < owners; owner += 1) {
    const ownerId = `owner-${owner}`;
    const chatIds = Array.from({ length: chatsPerOwner }, (_, chat) => `${ownerId}-${chat}`);
    for (const chatId of chatIds) await arranged.createChat(chatId, ownerId);
    for (let branch = 0; branch < branchesPerChat; branch += 1) {
      await arranged.store.markStale({
        ownerId,
        chatIds,
        remoteOrigin: 'https://forge.test/acme/app.git',
        branch: (owner * branchesPerChat + branch + 1).toString(36),
        forgeId: 'forge',
        repository: 'acme/app',
        headSha: null,
      });
    }
  }
  // As autovacuum does within a minute.
  await database.query({ name: 'bench-analyze', text: 'ANALYZE' });
}
