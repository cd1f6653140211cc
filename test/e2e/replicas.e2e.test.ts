import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AfterpushProcess, adminToken, startAfterpush } from '../support/afterpush-process.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { readEvents } from '../support/event-reader.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, startForgeWorld } from '../support/forge-world.ts';
import { hasNatsServer, type NatsServer, startNatsServer } from '../support/nats-server.ts';

let world: ForgeWorld;
let replicas: AfterpushProcess[];
let nats: NatsServer | undefined;

async function start(transport: 'postgres' | 'nats'): Promise<void> {
  world = await startForgeWorld();
  nats = transport === 'nats' ? await startNatsServer() : undefined;
  const environment = {
    ...world.environment,
    ...(nats && { AFTERPUSH_EVENTS_URL: nats.url }),
    AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
    AFTERPUSH_SECRET_KEY: 'one-key-for-all-replicas',
  };
  replicas = await Promise.all([startAfterpush({ environment }), startAfterpush({ environment })]);
}

afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
  await nats?.[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

const branches = Array.from({ length: 20 }, (_, index) => `agent/work-${index}`);

async function openPullRequests(): Promise<void> {
  await world.forge.commit(
    world.repository,
    branches.map((branch) => ({ branch, from: 'main', files: { [`${branch}.txt`]: 'x\n' } })),
  );
  for (const head of branches) {
    const { repository } = world;
    const pull = await world.forge.openPullRequest({ repository, author: 'ada', head });
    // With unknown mergeability the row would be refreshed again a few seconds later.
    world.forge.changePullRequest(pull, { mergeable: true });
  }
}

/** NATS needs its program on this machine. */
const transports = hasNatsServer ? (['postgres', 'nats'] as const) : (['postgres'] as const);

describe.each(transports)('two replicas on one Postgres, with events over %s', (transport) => {
  beforeEach(() => start(transport));

  test('S1: share the rows and refresh each row once', async () => {
    await openPullRequests();
    const [one, other] = replicas;
    if (!one || !other) throw new Error('two replicas were started');
    const chat = await one.client.createChat({ title: 'Many branches' });
    await Promise.all(
      branches.map((branch, index) =>
        (index % 2 ? one : other).client.sendPushSignal({
          origin: world.cloneUrl,
          branch,
          chat_id: chat.id,
        }),
      ),
    );

    const rows = await eventually('every pull request', async () => {
      const { diff_statuses } = await other.client.getChat(chat.id, { wait: 0 });
      return diff_statuses.filter((row) => row.pr_number !== null).length === 20 && diff_statuses;
    });
    // The push signal sets revision 1, and a single acquire sets 2.
    expect(rows.map(({ revision }) => revision)).toEqual(branches.map(() => 2));
  });

  test('S4: a change made through one replica is published by the other', async () => {
    const [one, other] = replicas;
    if (!one || !other) throw new Error('two replicas were started');
    await using reader = await readEvents(other.url);

    const chat = await one.client.createChat({ title: 'Seen everywhere' });

    const event = await eventually('the event', () =>
      reader.events.find(({ name }) => name === 'chat_created'),
    );
    expect(event.data).toMatchObject({ chat: { id: chat.id, title: 'Seen everywhere' } });
  });

  test('polling that one replica pauses stops on the other at once, and goes on', async () => {
    const [one, other] = replicas;
    if (!one || !other) throw new Error('two replicas were started');
    // The health report would read it from the database.
    const isPaused = async ({ url }: AfterpushProcess) => {
      const headers = { authorization: `Bearer ${adminToken}` };
      const text = await (await fetch(`${url}/metrics`, { headers })).text();
      return /^afterpush_polling_paused 1$/m.test(text);
    };
    expect(await isPaused(other)).toBe(false);
    expect(await one.client.setPollingPaused(true)).toMatchObject({ factor: 1, paused: true });
    await eventually('the pause', () => isPaused(other), 10_000);
    expect((await other.client.getHealth()).polling.paused_at).not.toBeNull();
    await other.client.setPollingPaused(false);
    await eventually('the end', async () => !(await isPaused(one)), 10_000);
    expect((await one.client.getHealth()).polling.paused).toBe(false);
  });

  test('a token linked through one replica is used by the other', async () => {
    const [one, other] = replicas;
    if (!one || !other) throw new Error('two replicas were started');
    await one.client.linkToken('demo', 'token-of-grace');
    const chat = await other.client.createChat({});
    const credential = await other.client.getExternalAuth({
      match: world.cloneUrl,
      chat_id: chat.id,
    });
    expect(credential).toMatchObject({ password: 'token-of-grace' });
  });
});
