import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';

const secret = 'secret-of-the-hook';

let world: ForgeWorld;
let databaseUrl: string;
let server: AfterpushProcess;

/** Long intervals, so that only deliveries, push signals and users make rows due during a test. */
const deliveriesOnly = {
  AFTERPUSH_NO_PR_RETRY_WINDOW: '1ms',
  AFTERPUSH_ACQUISITION_LEASE: '1h',
  AFTERPUSH_DIFF_STATUS_TTL: '1h',
};

async function start(change: Record<string, string> = {}): Promise<AfterpushProcess> {
  const environment = {
    ...deliveriesOnly,
    AFTERPUSH_FORGES: JSON.stringify([
      {
        id: 'demo',
        type: 'github',
        api_base_url: world.forge.apiBaseUrl,
        token: ownerToken,
        webhook_secret: secret,
      },
    ]),
    AFTERPUSH_DATABASE_URL: databaseUrl,
    ...change,
  };
  return startAfterpush({ environment });
}

beforeEach(async () => {
  world = await startForgeWorld();
  databaseUrl = await createPostgresUrl();
  server = await start();
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Tracks a new branch and waits until a check found no pull request. */
async function track(branch: string): Promise<string> {
  const { repository, cloneUrl, forge } = world;
  await forge.commit(repository, [
    { branch, from: 'main', files: { [`${branch}.txt`]: 'work\n' } },
  ]);
  const chat = await server.client.createChat({ title: branch });
  await server.client.sendPushSignal({ origin: cloneUrl, branch, chat_id: chat.id });
  await eventually('the first check', async () => {
    const { diff_status } = await server.client.getChat(chat.id, { wait: 0 });
    return diff_status?.refreshed_at != null;
  });
  return chat.id;
}

const open = (head: string, author = 'grace') =>
  world.forge.openPullRequest({ repository: world.repository, author, head, title: head });

const read = async (chatId: string) =>
  (await server.client.getChat(chatId, { wait: 0 })).diff_status;

const install = () => server.client.installWebhook({ repository: world.repository });

describe('with a webhook', () => {
  test('a pull request that is opened later appears, then its checks, then its merge', async () => {
    await install();
    const chatId = await track('agent/late');

    const pull = await open('agent/late');
    await eventually(
      'the pull request',
      async () => (await read(chatId))?.pr_number === pull.number,
    );
    world.forge.setPullRequestChecks(pull, [{ name: 'test', status: 'completed' }]);
    await eventually('the checks', async () => (await read(chatId))?.checks.state === 'passed');
    await world.forge.mergePullRequest(pull, 'grace');
    await eventually(
      'the merge',
      async () => (await read(chatId))?.pull_request_state === 'merged',
    );

    const feeds = await server.client.listWebhooks();
    expect(feeds).toMatchObject({ feeds: [{ repository: 'acme/app', state: 'live' }] });
  });

  test('twenty pull requests are correct although deliveries are dropped, doubled and reordered', async () => {
    await install();
    const names = Array.from({ length: 20 }, (_, index) => `agent/work-${index}`);
    const chats: { chatId: string; name: string }[] = [];
    for (const name of names) chats.push({ name, chatId: await track(name) });
    world.forge.deliveries.injectFaults({ drop: 0.2, double: 0.2, reorder: 0.2, seed: 7 });
    const expected = new Map<string, string>();
    for (const [index, { name, chatId }] of chats.entries()) {
      const pull = await open(name);
      if (index % 3 === 1) await world.forge.mergePullRequest(pull, 'grace');
      if (index % 3 === 2) world.forge.closePullRequest(pull);
      expected.set(chatId, ['open', 'merged', 'closed'][index % 3] ?? '');
    }
    await world.forge.deliveries.settle();
    world.forge.deliveries.injectFaults({});

    // On start the server requests the redelivery of failed deliveries.
    const { port } = new URL(server.url);
    await server[Symbol.asyncDispose]();
    server = await start({ AFTERPUSH_PORT: port });

    await eventually('every row', async () => {
      const states = await Promise.all(
        chats.map(async ({ chatId }) => [chatId, (await read(chatId))?.pull_request_state]),
      );
      return states.every(([chatId, state]) => expected.get(chatId ?? '') === state);
    });
  });

  test('a delivery that comes before its branch is tracked is not lost', async () => {
    await install();
    const { repository, forge, cloneUrl } = world;
    const files = { 'early.txt': 'early\n' };
    await forge.commit(repository, [{ branch: 'agent/early', from: 'main', files }]);
    const pull = await open('agent/early');
    await forge.deliveries.settle();

    const chat = await server.client.createChat({ title: 'Early' });
    const signal = { origin: cloneUrl, branch: 'agent/early', chat_id: chat.id };
    await server.client.sendPushSignal(signal);

    await eventually(
      'the pull request',
      async () => (await read(chat.id))?.pr_number === pull.number,
    );
  });
});

describe('a delivery', () => {
  const body = JSON.stringify({
    action: 'closed',
    repository: { full_name: 'acme/app' },
    pull_request: {},
  });
  const sign = (text: string, key = secret) =>
    `sha256=${createHmac('sha256', key).update(text).digest('hex')}`;
  const deliver = (text: string, headers: Record<string, string>) =>
    fetch(`${server.url}/webhooks/demo`, {
      method: 'POST',
      body: text,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': '1',
        ...headers,
      },
    });
  const countInbox = async () => {
    const response = await fetch(`${server.url}/metrics`, {
      headers: { authorization: 'Bearer test-admin-token' },
    });
    const pattern = /^afterpush_webhook_deliveries_total\{[^}]*result="accepted"[^}]*\} (\d+)/m;
    return Number(pattern.exec(await response.text())?.[1] ?? 0);
  };

  test.each<[string, string, Record<string, string>, number]>([
    ['without signature', body, {}, 401],
    ['signed with another secret', body, { 'x-hub-signature-256': sign(body, 'other') }, 401],
    ['with the signature of another body', `${body} `, { 'x-hub-signature-256': sign(body) }, 401],
    ['of a type that no forge sends', body, { 'content-type': 'text/plain' }, 415],
  ])('%s is refused and not stored', async (_, text, headers, status) => {
    const response = await deliver(text, headers);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await countInbox()).toBe(0);
  });

  test('of 10 MB is refused and not stored', async () => {
    const large = `{"padding":"${'x'.repeat(10 * 1024 * 1024)}"}`;

    // The server may close the connection before the whole body was sent.
    const status = await deliver(large, { 'x-hub-signature-256': sign(large) }).then(
      (response) => response.status,
      () => 413,
    );

    expect(status).toBe(413);
    expect(await countInbox()).toBe(0);
  });

  test('with a valid signature is stored even if its content is invalid', async () => {
    const nonsense = '{"action":{},"repository":[1],"pull_request":"no"}';
    const response = await deliver(nonsense, { 'x-hub-signature-256': sign(nonsense) });

    expect(response.status).toBe(202);
    expect(await countInbox()).toBe(1);
  });
});
