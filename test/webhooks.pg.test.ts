import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WebhookHint } from '../src/domain/delivery.ts';
import type { App } from '../src/http/server/typed-app.ts';
import { systemClock as clock } from '../src/platform/clock.ts';
import { Lifetime } from '../src/platform/lifetime.ts';
import { ChangeFeed } from '../src/store/change-feed.ts';
import { createHttpStore } from '../src/store/http-store.ts';
import { ensureUser } from '../src/store/queries/tokens/ensure-user.ts';
import { createSyncStore } from '../src/store/sync-store.ts';
import { DeliveryProcessor } from '../src/sync/process-deliveries.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { runSql } from './support/databases/run-sql.ts';
import { eventually } from './support/eventually.ts';
import { asAdmin, createTestApp, createWorld } from './support/http/test-world.ts';
import { createDeliveringForge, toDeliveryBody, toFacts } from './support/scripted-deliveries.ts';
import { type ArrangedStore, arrangeStore } from './support/stored-chats.ts';

const repository = { owner: 'acme', name: 'app' };
const opened: WebhookHint = {
  kind: 'pull_request',
  url: toFacts().url,
  head: { repository, branch: 'agent/work' },
  facts: toFacts(),
};

describeEachDatabase('webhooks from the socket to the row', (open) => {
  let arranged: ArrangedStore;
  let app: App;
  let lifetime: Lifetime;

  beforeEach(async () => {
    const database = open();
    arranged = arrangeStore(database);
    await ensureUser(database, 'local', 'Local user');
    await arranged.createChat('one', 'local');
    const { deps, logger } = createWorld();
    app = createTestApp({ ...deps, store: createHttpStore(database) });
    lifetime = new Lifetime();
    const changes = new ChangeFeed(database, logger);
    lifetime.run((signal) => changes.run(signal), fail);
    await eventually('listening', () => changes.connected);
    startProcessors(changes);
  });

  afterEach(() => lifetime[Symbol.asyncDispose]());

  /** As two replicas do. */
  function startProcessors(changes: ChangeFeed): void {
    const { logger } = createWorld();
    const forges = { findForge: () => createDeliveringForge() };
    const store = createSyncStore(open());
    for (const _replica of [1, 2]) {
      const processor = new DeliveryProcessor({ store, forges, clock, logger });
      lifetime.run((signal) => processor.run(signal), fail);
      lifetime.run(async (signal) => {
        using subscription = changes.subscribe();
        signal.addEventListener('abort', () => subscription[Symbol.dispose]());
        for await (const change of subscription) {
          if (change.kind === 'delivery' || change.kind === 'resync') processor.wake();
        }
      }, fail);
    }
  }

  const deliver = (hint: WebhookHint, id: string) =>
    app.inject({
      method: 'POST',
      url: '/webhooks/forge',
      headers: {
        'content-type': 'application/json',
        'x-secret': 'hook-secret-of-forge',
        'x-delivery': id,
      },
      payload: toDeliveryBody([hint], repository),
    });
  const listStates = async () => {
    const text = 'SELECT state FROM webhook_deliveries ORDER BY id';
    return (await runSql<{ state: string }>(open(), text)).map((row) => row.state);
  };
  const untilStates = (...states: string[]) =>
    eventually(states.join(), async () => (await listStates()).join() === states.join());

  /** Pushes a branch and records that it has no pull request. */
  const refreshWithoutPullRequest = async (chatId: string, branch: string) => {
    await arranged.signal(chatId, branch, 'forge', 'local');
    await arranged.pass(1_000);
    for (const row of await arranged.acquire()) {
      await arranged.store.recordNoPullRequest(row, { kind: 'when_lease_ends' });
    }
  };

  test('show a pull request without a request to the forge', async () => {
    await refreshWithoutPullRequest('one', 'agent/work');
    expect((await deliver(opened, '1')).statusCode).toBe(202);

    await eventually('the pull request', async () => (await arranged.read('one')).url !== null);

    await untilStates('processed');
    expect((await deliver(opened, '1')).statusCode).toBe(202);
    expect(await listStates()).toEqual(['processed']);
    const feeds = await app.inject({ url: '/api/v1/webhooks', headers: asAdmin });
    expect(feeds.json()).toMatchObject({ feeds: [{ repository: 'acme/app', state: 'live' }] });
  });

  test('are processed again when the branch is tracked later', async () => {
    await deliver(opened, '1');
    await untilStates('unmatched');
    await arranged.signal('one', 'agent/work', 'forge', 'local');

    await untilStates('processed');
    // S12: what it shows waits until the owner's own token has read the repository.
    expect((await arranged.read('one')).url).toBeNull();
  });

  test('are all processed when many arrive at once, while users push', async () => {
    const branches = Array.from({ length: 10 }, (_, index) => `agent/${index}`);
    for (const branch of branches) {
      await arranged.createChat(branch, 'local', 'w');
      await refreshWithoutPullRequest(branch, 'shared');
    }
    const push: WebhookHint = { kind: 'branch', repository, branch: 'shared' };
    const signal = () =>
      arranged.store.markStale({
        ownerId: 'local',
        chatIds: branches,
        headSha: null,
        remoteOrigin: 'https://forge.test/acme/app.git',
        branch: 'shared',
        forgeId: 'forge',
        repository: 'acme/app',
      });

    await Promise.all(
      branches.flatMap((branch, index) => [
        deliver(push, `push ${index}`),
        signal(),
        deliver({ ...opened, head: { repository, branch: 'shared' } }, branch),
      ]),
    );

    await eventually('an empty inbox', async () =>
      (await listStates()).every((state) => state === 'processed'),
    );
    expect(await listStates()).toHaveLength(20);
    for (const branch of branches) {
      expect((await arranged.read(branch)).url).toBe(toFacts().url);
    }
  });
});

function fail(error: unknown): never {
  throw error;
}
