import { createHash } from 'node:crypto';
import { pageSecretHeader } from '../../../src/contract/page-session.ts';
import type { Quota } from '../../../src/domain/budget.ts';
import { type AppDeps, createApp } from '../../../src/http/app.ts';
import type { CheckoutDiffResult, HttpServerDeps } from '../../../src/http/deps.ts';
import { createMetrics } from '../../../src/http/server/metrics/metrics.ts';
import type { App } from '../../../src/http/server/typed-app.ts';
import type { MarkStaleResult, PushSignal } from '../../../src/sync/mark-stale.ts';
import { FakeClock } from '../fake-clock.ts';
import { RecordingLogger } from '../recording-logger.ts';
import { FakeChangeFeed } from './fake-change-feed.ts';
import { FakeDiscovery } from './fake-discovery.ts';
import { FakeForge, toRegistry } from './fake-forge.ts';
import { FakePolling } from './fake-polling.ts';
import { FakeTokens } from './fake-tokens.ts';
import { MemorySessions } from './memory-sessions.ts';
import { MemoryStore } from './memory-store.ts';

export const adminToken = 'admin-token-of-the-test';
export const graceToken = 'token-of-grace';
export const asAdmin = { authorization: `Bearer ${adminToken}` };
export const asGrace = { authorization: `Bearer ${graceToken}` };

/** Everything the HTTP server needs, in memory, with handles for the test. */
export function createWorld() {
  const clock = new FakeClock();
  const logger = new RecordingLogger();
  const store = new MemoryStore();
  const sessions = new MemorySessions();
  const feed = new FakeChangeFeed();
  const forge = new FakeForge();
  const tokens = new FakeTokens();
  const polling = new FakePolling();
  const signals: PushSignal[] = [];
  const dueRefreshes: { chatId: string; waitMs: number }[] = [];
  store.userIdsByTokenHash.set(createHash('sha256').update(graceToken).digest('hex'), 'grace');
  const world = {
    clock,
    logger,
    store,
    sessions,
    feed,
    forge,
    tokens,
    polling,
    signals,
    dueRefreshes,
    refreshes: [] as string[],
    /** The result of every mark stale. */
    markStale: async (): Promise<MarkStaleResult> => ({
      kind: 'marked',
      rows: [],
      publicIds: ['one'],
      archivedPublicIds: [],
    }),
    /** The quotas of every token. */
    quotas: [] as Quota[],
    /** When every token expires. */
    expiresAt: undefined as Date | undefined,
    /** What refreshing the due branches of a chat waits for. */
    refreshDue: async (): Promise<void> => undefined,
    refresh: async (): Promise<void> => undefined,
  };
  const deps: HttpServerDeps = {
    store,
    sessions,
    discovery: new FakeDiscovery(),
    agentFolders: undefined,
    markStale: (signal) => {
      signals.push(signal);
      return world.markStale();
    },
    refresher: {
      refreshDue: (chatId, waitMs) => {
        dueRefreshes.push({ chatId, waitMs });
        return world.refreshDue();
      },
      refreshNow: (chatId) => {
        world.refreshes.push(chatId);
        return world.refresh();
      },
    },
    tokens,
    polling,
    budgets: {
      listQuotas: () => world.quotas,
      listAll: () =>
        world.quotas.map((quota) => {
          return { ...quota, forgeId: 'forge', tokenFingerprint: 'abcdef0123', projected: 100 };
        }),
      findExpiry: () => world.expiresAt,
      observeExpiry: (_forgeId: string, _fingerprint: string, expiresAt: Date) => {
        world.expiresAt = expiresAt;
      },
    },
    forges: toRegistry(forge),
    changes: feed,
    isChangeFeedConnected: () => feed.connected,
    readCheckoutDiff: async (): Promise<CheckoutDiffResult> => ({ kind: 'not_watched' }),
    findWebhookSecret: (forgeId) => `hook-secret-of-${forgeId}`,
    metrics: createMetrics(),
    adminToken,
    adminUserId: 'local',
    webDirectory: '/nowhere',
    clock,
    logger,
  };
  return Object.assign(world, { deps });
}

/** Signs a browser in; returns what its page sends with every request. */
export async function signIn(app: App, agent = 'Firefox') {
  const response = await app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    headers: { 'user-agent': agent },
    payload: { token: adminToken },
  });
  const cookie = String(response.headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, [pageSecretHeader]: String(response.json().page_secret) };
}

/** The app without a socket, as one that listens on loopback. */
export function createTestApp(deps: HttpServerDeps, change: Partial<AppDeps> = {}) {
  return createApp({
    events: { connect: () => undefined, clientCount: 2 },
    getReach: () => ({
      loopback: true,
      publicUrl: deps.publicUrl ?? 'http://localhost:4700',
      isPublicUrlSet: deps.publicUrl !== undefined,
    }),
    stopping: new AbortController().signal,
    ...deps,
    ...change,
  });
}
