import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoForge } from '../../demo/forge/demo-forge.ts';
import { wakeLanes } from '../../src/app/lanes.ts';
import type { SyncDurations } from '../../src/domain/backoff.ts';
import { createForgeRegistry } from '../../src/forge/registry.ts';
import { createHttpClient, type HttpClient } from '../../src/platform/http-client.ts';
import { ChangeFeed } from '../../src/store/change-feed.ts';
import type { Driver } from '../../src/store/database.ts';
import { ForgeTokens } from '../../src/store/forge-tokens.ts';
import { createSyncStore } from '../../src/store/sync-store.ts';
import { createValidatorCache } from '../../src/store/validator-cache.ts';
import { ChatRefresher } from '../../src/sync/chat-refresher.ts';
import { Polling } from '../../src/sync/polling.ts';
import { DeliveryProcessor } from '../../src/sync/process-deliveries.ts';
import { RepositoryLanes } from '../../src/sync/repository-lanes.ts';
import { RunningRefreshes } from '../../src/sync/running-refreshes.ts';
import { VerdictKeeper } from '../../src/sync/settle-verdicts.ts';
import { Worker } from '../../src/sync/worker.ts';
import { openTestDatabase } from '../support/databases/test-databases.ts';
import { type LogLine, RecordingLogger } from '../support/recording-logger.ts';
import { type GateDeps, GatedForge } from './gated-forge.ts';
import { GraphQlServer } from './graphql-server.ts';
import { HttpFaults } from './http-faults.ts';
import type { Random } from './random.ts';
import { SingleSignOn } from './single-sign-on.ts';
import { Turns } from './turns.ts';
import { VirtualTime } from './virtual-time.ts';

export const forgeId = 'forge';

const secretKey = randomBytes(32);

const second = 1_000;
const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 120 * second,
  diffStatusTtlMs: 120 * second,
  noTokenBackoffMs: 600 * second,
  acquisitionLeaseMs: 300 * second,
};

export interface ArrangeDeps extends GateDeps {
  /** Decides in which order things happen. */
  random: Random;
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
  const changed = new Set<string>();
  const turns = new Turns(deps.random, async () => {
    const chatIds = [...changed];
    changed.clear();
    if (chatIds.length > 0) await deps.onChange(chatIds);
  });
  const faults = new HttpFaults(deps.random, time);
  const signOn = new SingleSignOn(forge.world);
  const graphql = new GraphQlServer(deps.random, time.clock);
  const ordered = turns.orderDatabase(database);
  const { clock } = time;
  const logger = new RecordingLogger();
  const { apiBaseUrl, webBaseUrl } = forge;
  const registry = createForgeRegistry([{ id: forgeId, type: 'github', apiBaseUrl, webBaseUrl }], {
    validators: createValidatorCache(ordered),
    budgets: { observe: () => {}, observeExpiry: () => {}, find: () => undefined },
    http: graphql.observe(
      faults.wrap(turns.orderRequests(signOn.wrap(graphql.wrap(withForgeTime(time))))),
    ),
    clock,
    logger,
  });
  const [adapter] = registry.listForges();
  if (!adapter) throw new Error('no forge is configured');
  const gate = new GatedForge(adapter, faults, deps);
  const { port } = gate;
  const forges = {
    listForges: () => [port],
    findForge: (id: string) => (id === forgeId ? port : undefined),
    findForgeByOrigin: (origin: string) => (adapter.parseRemoteOrigin(origin) ? port : undefined),
  };
  const createTokens = (of: Driver) =>
    new ForgeTokens({
      database: of,
      secretKey,
      findAddress: (id) => registry.findForge(id),
      sharedTokens: new Map(),
    });
  const store = createSyncStore(ordered);
  const budgets = { listQuotas: () => [] };
  const tokens = createTokens(ordered);
  const polling = new Polling(1);
  const shared = { tokens, queue: store, durations, polling, clock, logger };
  const refreshes = new RunningRefreshes({
    ...shared,
    outcomes: store,
    forges,
    budgets,
    random: () => 0,
  });
  const refresher = new ChatRefresher({ ...shared, refreshes, forges });
  const { batchSize } = port;
  const worker = new Worker({ ...shared, forgeId, batchSize, refreshes });
  const processor = new DeliveryProcessor({ store, forges, clock, logger });
  const keeper = new VerdictKeeper({ store, clock, logger });
  const lanes = new RepositoryLanes({ ...shared, store, forges, budgets });
  const stopping = new AbortController();
  const { signal } = stopping;
  const feed = new ChangeFeed(database, logger);
  const changes = feed.subscribe();
  const listen = async () => {
    for await (const change of changes) {
      if (change.kind === 'due' || change.kind === 'token_change') worker.wake();
      wakeLanes(lanes, change);
      if (change.kind === 'delivery') processor.wake();
      if (change.kind === 'verdict_due') keeper.wake();
      if (change.kind !== 'diff_status_change' && change.kind !== 'resync') continue;
      keeper.wake();
      if (change.kind === 'diff_status_change') changed.add(change.chatId);
    }
  };
  const loops = [worker, processor, keeper, lanes];
  const ended = [listen(), feed.run(signal), ...loops.map((loop) => loop.run(signal))];

  return {
    /** For the test alone: its statements take no turn. */
    database,
    store: createSyncStore(database),
    tokens: createTokens(database),
    time,
    forge,
    gate,
    turns,
    faults,
    signOn,
    graphql,
    forges,
    refresher,
    listErrors: (): LogLine[] => logger.lines.filter(({ level }) => level === 'error'),
    /** Lets everything happen that can happen at this moment. */
    async settle(): Promise<void> {
      while ((await turns.give()) > 0);
    },
    async [Symbol.asyncDispose]() {
      gate.release();
      stopping.abort();
      await turns.giveUntil(Promise.all([...ended, refreshes[Symbol.asyncDispose]()]));
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
