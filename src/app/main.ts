import { hostname } from 'node:os';
import { join } from 'node:path';
import type { WatchedWorktrees } from '../cli/checkout-reporter.ts';
import { createForgeRegistry } from '../forge/registry.ts';
import { createSshHosts } from '../git/ssh-host.ts';
import { createMetrics } from '../http/server/metrics/metrics.ts';
import { createLoginLink } from '../http/server/sessions.ts';
import { createHttpServer } from '../http/server.ts';
import { systemClock as clock } from '../platform/clock.ts';
import { removeConnectionFile, writeConnectionFile } from '../platform/connection-file.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import { getVersion, packageRoot } from '../platform/package-root.ts';
import { type Change, ChangeFeed } from '../store/change-feed.ts';
import type { Database } from '../store/database.ts';
import { createDiscoveryStore } from '../store/discovery-store.ts';
import { ForgeBudgets } from '../store/forge-budgets.ts';
import { ForgeTokens } from '../store/forge-tokens.ts';
import { createHttpStore } from '../store/http-store.ts';
import { releaseUnknownForges } from '../store/queries/branches/release-unknown-forges.ts';
import { ensureUser } from '../store/queries/tokens/ensure-user.ts';
import { createSessionStore } from '../store/session-store.ts';
import { createSyncStore } from '../store/sync-store.ts';
import { createValidatorCache } from '../store/validator-cache.ts';
import { ChatRefresher } from '../sync/chat-refresher.ts';
import { PollingKeeper } from '../sync/keep-polling.ts';
import { markStale } from '../sync/mark-stale.ts';
import { Polling } from '../sync/polling.ts';
import { RunningRefreshes } from '../sync/running-refreshes.ts';
import { HealthSampler } from '../sync/sample-health.ts';
import { VerdictKeeper } from '../sync/settle-verdicts.ts';
import { createWatchedFolders } from './agent-folders.ts';
import { readCheckoutDiff } from './checkout-diff.ts';
import type { Config } from './config.ts';
import { createTokenKeeper, discover, toSharedTokens } from './discovery.ts';
import { followOwnPullRequests } from './follow-own-pull-requests.ts';
import { createClockKeeper, createHousekeeping, createRetirement } from './housekeeping.ts';
import { startLanes } from './lanes.ts';
import { startLoop } from './loops.ts';
import type { Secrets } from './secrets.ts';
import { createForgeAdder, createForgeRetry } from './serve-found-forges.ts';
import { startTracing } from './tracing.ts';
import { startCloneWatcher } from './watch-clones.ts';
import { createWebhookSecrets, startWebhooks } from './webhooks.ts';
import { startWorkers } from './workers.ts';

/** The one user of local mode. */
const localUser = { id: 'local', name: 'Local user' };

/** The composition root: forges -> sync -> http. What it starts ends with the lifetime, in reverse order. */
export async function start({
  config,
  secrets,
  logger,
  lifetime,
  database,
}: {
  config: Config;
  secrets: Secrets;
  logger: Logger;
  lifetime: Lifetime;
  database: Database;
}): Promise<{ url: string; loginUrl: string }> {
  const folders = createWatchedFolders(config.watch, config.dataDirectory, (message) =>
    logger.warn({}, message),
  );
  const findSshHost = createSshHosts({ environment: process.env });
  const discovery = await discover(config, {
    folders: folders.list(),
    findSshHost,
    clock,
    logger,
  });
  const forgeIds = discovery.forges.map(({ id }) => id);
  await ensureUser(database, localUser.id, localUser.name);
  await releaseUnknownForges(database, forgeIds);
  const changes = new ChangeFeed(database, logger);
  const onFailure = (error: unknown) => logger.error({ error }, 'a loop ended unexpectedly');
  lifetime.run((signal) => changes.run(signal), onFailure);
  const loops = { changes, lifetime, onFailure };
  startLoop(createHousekeeping(database, logger), () => false, loops);
  const metrics = createMetrics();
  const budgets = new ForgeBudgets({ database, clock, logger });
  lifetime.run((signal) => budgets.run(signal), onFailure);
  const forges = createForgeRegistry(discovery.forges, {
    validators: createValidatorCache(database),
    hostAliases: config.hostAliases,
    budgets,
    observe: metrics.sync.observeForgeRequest,
    clock,
    logger,
  });
  const tokens = new ForgeTokens({
    database,
    secretKey: secrets.secretKey,
    findAddress: (id) => forges.findForge(id),
    sharedTokens: toSharedTokens(config, discovery),
    localTokens: discovery.findLocalTokens(localUser.id),
  });
  await tokens.releaseChanged(forgeIds);
  startLoop(createTokenKeeper({ tokens, forges, clock, logger }), () => false, loops);
  const tracer = await startTracing(process.env, { clock, lifetime });
  const store = createSyncStore(database);
  const { durations } = config;
  const polling = new Polling(config.pollFactor);
  const { diffStatusTtlMs } = durations;
  const pollingKeeper = new PollingKeeper({ polling, store, diffStatusTtlMs, clock, logger });
  // Before anything polls.
  await pollingKeeper.read();
  startLoop(pollingKeeper, ({ kind }) => kind === 'polling_change', loops);
  const refreshes = new RunningRefreshes({
    queue: store,
    outcomes: store,
    forges,
    budgets,
    durations,
    polling,
    clock,
    logger,
    observe: metrics.sync.observeRefresh,
    observeLeaseLoss: metrics.sync.observeLeaseLoss,
    tracer,
  });
  const startWorker = startWorkers({
    changes,
    store,
    refreshes,
    forges,
    tokens,
    durations,
    polling,
    observeAcquire: metrics.sync.observeAcquire,
    logger,
    lifetime,
    onFailure,
  });
  const verdicts = new VerdictKeeper({ store, clock, logger });
  startLoop(verdicts, isAboutVerdict, loops);
  const calls = { store, forges, tokens, budgets, polling, logger };
  startLanes({ ...calls, durations, clock }, loops);
  startWebhooks({ ...calls, tracer, ...loops });
  const sampler = new HealthSampler({
    store,
    host: hostname(),
    version: getVersion(),
    polling,
    // Rows that no forge serves form a queue too.
    listForgeIds: () => [...forges.listForges().map((forge) => forge.id), ''],
    clock,
    logger,
  });
  startLoop(sampler, () => false, loops);
  startLoop(createClockKeeper(store, logger), () => false, loops);
  const followed = followOwnPullRequests({
    ownerId: localUser.id,
    isOn: discovery.isOn,
    discovery: createDiscoveryStore(database),
    loops,
    ...calls,
    clock,
  });
  const sessions = createSessionStore(database);
  const worktrees: WatchedWorktrees = new Map();
  const http = lifetime.use(
    createHttpServer({
      store: createHttpStore(database, () => polling.isPaused),
      polling: pollingKeeper,
      sessions,
      discovery: followed.port,
      agentFolders: discovery.isOn ? folders.port : undefined,
      async markStale(signal) {
        const startedAt = clock.now();
        const result = await markStale(signal, { store, forges });
        if (result.kind === 'marked') tracer?.signalled(result.rows, startedAt);
        await followed.yieldToPushes(signal.ownerId);
        return result;
      },
      refresher: new ChatRefresher({
        queue: store,
        refreshes,
        forges,
        tokens,
        durations,
        clock,
        logger,
      }),
      tokens,
      budgets,
      forges,
      changes,
      isChangeFeedConnected: () => changes.connected,
      readCheckoutDiff: ({ ownerId, publicId }) =>
        // S12: the clones of this machine are watched for the local user only.
        readCheckoutDiff(ownerId === localUser.id ? worktrees.get(publicId) : undefined),
      findWebhookSecret: createWebhookSecrets(config.forges, secrets.secretKey),
      metrics,
      onPublished: (chatId, clients) => tracer?.published(chatId, clients),
      adminToken: secrets.adminToken,
      adminUserId: localUser.id,
      publicUrl: config.publicUrl,
      webDirectory: join(packageRoot, 'dist/web'),
      clock,
      logger,
    }),
  );
  const url = await http.listen(config);
  lifetime.defer(() => removeConnectionFile(config.dataDirectory));
  writeConnectionFile(config.dataDirectory, { url, token: secrets.adminToken, pid: process.pid });
  const forgeAdder = { discovery, forges, startWorker, database, tokens, clock, logger };
  if (discovery.isOn) startLoop(createForgeRetry({ ...forgeAdder, polling }), () => false, loops);
  startCloneWatcher({
    folders,
    dataDirectory: config.dataDirectory,
    url,
    token: secrets.adminToken,
    worktrees,
    findSshHost,
    serveForgesOf: createForgeAdder(forgeAdder),
    clock,
    logger,
    lifetime,
    onFailure,
  });
  startLoop(createRetirement(database, logger), () => false, loops);
  const loginLink = await createLoginLink(localUser.id, config.publicUrl ?? url, sessions);
  return { url, loginUrl: loginLink.url };
}

function isAboutVerdict({ kind }: Change): boolean {
  return kind === 'diff_status_change' || kind === 'verdict_due';
}
