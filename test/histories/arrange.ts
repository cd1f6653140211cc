import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoForge } from '../../demo/forge/demo-forge.ts';
import type { SyncDurations } from '../../src/domain/backoff.ts';
import { createForgeRegistry } from '../../src/forge/registry.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { createHttpClient, type HttpClient } from '../../src/platform/http-client.ts';
import { ChangeFeed } from '../../src/store/change-feed.ts';
import { ForgeTokens } from '../../src/store/forge-tokens.ts';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { createValidatorCache } from '../../src/store/validator-cache.ts';
import { ChatRefresher } from '../../src/sync/chat-refresher.ts';
import { DeliveryProcessor } from '../../src/sync/process-deliveries.ts';
import { RunningRefreshes } from '../../src/sync/running-refreshes.ts';
import { VerdictKeeper } from '../../src/sync/settle-verdicts.ts';
import { Worker } from '../../src/sync/worker.ts';
import { openTestDatabase } from '../support/databases/test-databases.ts';
import { RecordingLogger } from '../support/recording-logger.ts';
import { type GateDeps, GatedForge } from './gated-forge.ts';
import { VirtualTime } from './virtual-time.ts';

export const forgeId = 'forge';

const second = 1_000;
const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 120 * second,
  diffStatusTtlMs: 120 * second,
  noTokenBackoffMs: 600 * second,
  acquisitionLeaseMs: 300 * second,
};

/** Knows whether the loop that sleeps on it has nothing to do. */
class LoopClock implements Clock {
  isIdle = false;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.isIdle = true;
    await this.#clock.sleep(ms, signal);
    this.isIdle = false;
  }
}

export interface ArrangeDeps extends GateDeps {
  /** Called for each published change of a chat, and awaited before anything else happens. */
  onChange(chatIds: readonly string[]): Promise<void>;
}

/** The sync as the product wires it, on an embedded database, against the demo forge. */
export async function arrangeSync(deps: ArrangeDeps) {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-histories-'));
  const database = await openTestDatabase('embedded');
  const time = await VirtualTime.install(database);
  const forge = await startDemoForge({
    directory,
    hourlyRateLimit: 1_000_000_000,
    now: () => new Date(time.forgeNow),
  });
  const { clock } = time;
  const logger = new RecordingLogger();
  const { apiBaseUrl, webBaseUrl } = forge;
  const registry = createForgeRegistry([{ id: forgeId, type: 'github', apiBaseUrl, webBaseUrl }], {
    validators: createValidatorCache(database),
    budgets: { observe: () => {}, find: () => undefined },
    http: withForgeTime(time),
    clock,
    logger,
  });
  const [adapter] = registry.listForges();
  if (!adapter) throw new Error('no forge is configured');
  const gate = new GatedForge(adapter, deps);
  const forges = {
    findForge: (id: string) => (id === forgeId ? gate.port : undefined),
    findForgeByOrigin: (origin: string) =>
      adapter.parseRemoteOrigin(origin) ? gate.port : undefined,
  };
  const tokens = new ForgeTokens({
    database,
    secretKey: randomBytes(32),
    findAddress: (id) => registry.findForge(id),
    sharedTokens: new Map(),
  });
  const store = createSyncStore(database);
  const shared = { tokens, queue: store, durations, clock, logger };
  const refreshes = new RunningRefreshes({
    ...shared,
    outcomes: store,
    forges,
    budgets: { listQuotas: () => [] },
    random: () => 0,
  });
  const refresher = new ChatRefresher({ ...shared, refreshes, forges });
  const clocks = [new LoopClock(clock), new LoopClock(clock), new LoopClock(clock)] as const;
  const worker = new Worker({
    ...shared,
    forgeId,
    batchSize: gate.port.batchSize,
    refreshes,
    clock: clocks[0],
  });
  const processor = new DeliveryProcessor({ store, forges, clock: clocks[1], logger });
  const keeper = new VerdictKeeper({ store, clock: clocks[2], logger });
  const stopping = new AbortController();
  const { signal } = stopping;
  const feed = new ChangeFeed(database, logger);
  const changes = feed.subscribe();
  const changed = new Set<string>();
  let isReading = false;
  const listen = async () => {
    for await (const change of changes) {
      if (change.kind === 'due' || change.kind === 'token_change') worker.wake();
      if (change.kind === 'delivery') processor.wake();
      if (change.kind !== 'diff_status_change' && change.kind !== 'resync') continue;
      keeper.wake();
      if (change.kind === 'diff_status_change') changed.add(change.chatId);
      if (!isReading) void readChanged();
    }
  };
  const failures: unknown[] = [];
  const readChanged = async () => {
    isReading = true;
    while (changed.size > 0 && failures.length === 0) {
      const chatIds = [...changed];
      changed.clear();
      await deps.onChange(chatIds).catch((error: unknown) => {
        failures.push(error);
      });
    }
    isReading = false;
  };
  const ended = [feed.run(signal), worker.run(signal), processor.run(signal), keeper.run(signal)];
  const listening = listen();

  const isQuiet = () =>
    clocks.every(({ isIdle }) => isIdle) &&
    refreshes.list().length === gate.heldRows &&
    !isReading &&
    changed.size === 0;

  return {
    database,
    time,
    forge,
    gate,
    store,
    forges,
    tokens,
    refresher,
    refreshes,
    logger,
    /** Waits until nothing is left to do at this moment, except reads that are held. */
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 3; ) {
        if (failures.length > 0) throw failures[0];
        await new Promise((resolve) => setTimeout(resolve, quiet === 0 ? 1 : 0));
        if (isQuiet()) {
          // Notifications of what was committed arrive before this.
          await database.query({ name: 'test-ping', text: 'SELECT 1' });
          quiet = isQuiet() ? quiet + 1 : 0;
        } else quiet = 0;
      }
    },
    wake() {
      worker.wake();
      processor.wake();
      keeper.wake();
    },
    async [Symbol.asyncDispose]() {
      gate.release();
      stopping.abort();
      await Promise.all(ended);
      await listening;
      await refreshes[Symbol.asyncDispose]();
      await forge[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type ArrangedSync = Awaited<ReturnType<typeof arrangeSync>>;

/** The forge's clock is virtual, and so is the date of its answers. */
function withForgeTime(time: VirtualTime): HttpClient {
  const http = createHttpClient({ timeoutMs: 60_000 });
  const date = async (sent: ReturnType<HttpClient['get']>) => {
    const result = await sent;
    if (result.kind !== 'response') return result;
    const headers = new Headers(result.headers);
    headers.set('date', new Date(time.forgeNow).toUTCString());
    return { ...result, headers };
  };
  return {
    get: (request) => date(http.get(request)),
    send: (message) => date(http.send(message)),
    download: (download) => date(http.download(download)),
  };
}
