import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FaultEffect } from '../../demo/forge/faults/fault-rules.ts';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { createPostgresUrl } from '../support/databases/postgres-url.ts';
import { eventually } from '../support/eventually.ts';
import { type ForgeWorld, ownerToken, startForgeWorld } from '../support/forge-world.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

let world: ForgeWorld;
const running: AfterpushProcess[] = [];

/** Each test gets a forge, and its servers are stopped. */
function useForge(): void {
  beforeEach(async () => {
    world = await startForgeWorld();
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server[Symbol.asyncDispose]()));
    await world[Symbol.asyncDispose]();
  });
}

async function start(options: Parameters<typeof startAfterpush>[0] = {}) {
  const environment = { ...world.environment, ...options.environment };
  const server = await startQuick({ ...options, environment });
  running.push(server);
  return server;
}

/** Starts a server that retries after a second. */
async function startQuick(options: Parameters<typeof startAfterpush>[0] = {}) {
  return startAfterpush({
    ...options,
    environment: {
      AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
      AFTERPUSH_NO_PR_BACKOFF: '1s',
      AFTERPUSH_DIFF_STATUS_TTL: '1s',
      AFTERPUSH_ACQUISITION_LEASE: '2s',
      ...options.environment,
    },
  });
}

/** Opens a pull request and waits until the server has stored it. */
async function openKnownPullRequest(server: AfterpushProcess, at = world) {
  const chat = await server.client.createChat({ title: 'Add retry to importer' });
  await at.forge.commit(at.repository, [
    { branch: 'agent/retry', from: 'main', files: { 'a.txt': 'a\n' } },
  ]);
  const pull = await at.forge.openPullRequest({
    repository: at.repository,
    author: 'ada',
    head: 'agent/retry',
    title: 'Add retry to importer',
  });
  const signal = { origin: at.cloneUrl, branch: 'agent/retry', chat_id: chat.id };
  await server.client.sendPushSignal(signal);
  await eventually('the pull request', async () => {
    const { diff_status } = await server.client.getChat(chat.id, { wait: 0 });
    return diff_status?.pr_number === pull.number;
  });
  return { chat, pull, signal };
}

const status = async (server: AfterpushProcess, chatId: string) =>
  (await server.client.getChat(chatId, { wait: 0 })).diff_status;

const inAnHour = Math.floor(Date.now() / 1000) + 3_600;

describe('S9: a failure is reported, and known values are kept:', () => {
  const failures: Record<string, [FaultEffect, string]> = {
    '500': [{ kind: 'status', status: 500 }, 'unavailable'],
    '502': [{ kind: 'status', status: 502 }, 'unavailable'],
    '403 without a reset': [{ kind: 'status', status: 403 }, 'forbidden'],
    '401': [{ kind: 'status', status: 401 }, 'unauthorized'],
    '403 with a reset': [{ kind: 'rate-limit', resetAt: inAnHour }, 'rate_limited'],
    '429': [{ kind: 'retry-after', retryAfter: '3600', status: 429 }, 'rate_limited'],
    'truncated JSON': [{ kind: 'truncated-json' }, 'malformed'],
    'malformed JSON': [{ kind: 'malformed-json' }, 'malformed'],
    'a reset connection': [{ kind: 'reset' }, 'unavailable'],
    'a redirect elsewhere': [{ kind: 'redirect', location: 'http://127.0.0.1:9/x' }, 'unavailable'],
  };
  // Each failure has its own forge, because some pause the token. They share a server.
  const worlds = new Map<string, ForgeWorld>();
  let server: AfterpushProcess;

  beforeAll(async () => {
    const names = Object.keys(failures);
    for (const name of names) worlds.set(name, await startForgeWorld());
    const forges = [...worlds.values()].map(({ forge: { apiBaseUrl } }, at) => {
      return { id: `forge-${at}`, type: 'github', api_base_url: apiBaseUrl, token: ownerToken };
    });
    server = await startQuick({ environment: { AFTERPUSH_FORGES: JSON.stringify(forges) } });
  });

  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    for (const each of worlds.values()) await each[Symbol.asyncDispose]();
  });

  test.each(Object.entries(failures))('%s', async (name, [effect, kind]) => {
    const failing = worlds.get(name);
    if (!failing) throw new Error('the forge did not start');
    const { chat, pull } = await openKnownPullRequest(server, failing);

    failing.forge.changePullRequest(pull, { title: 'Changed' });
    failing.forge.faults.add({ path: /^\/api\/v3\/repos/, effect });
    const failed = await eventually('the failure', async () => {
      const known = await status(server, chat.id);
      return known?.failure ? known : undefined;
    });

    expect(failed.failure?.kind).toBe(kind);
    expect(failed).toMatchObject({
      pr_number: pull.number,
      pull_request_state: 'open',
      pull_request_title: 'Add retry to importer',
    });
    expect(server.output()).not.toContain(ownerToken);
    expect(JSON.stringify(failed)).not.toContain(ownerToken);
  });
});

describe('an unavailable forge', () => {
  useForge();

  test('is retried until it responds again', async () => {
    const server = await start();
    const { chat, pull } = await openKnownPullRequest(server);
    world.forge.faults.add({ effect: { kind: 'status', status: 503 }, times: 2 });
    await eventually('the failure', async () => (await status(server, chat.id))?.failure);

    world.forge.changePullRequest(pull, { title: 'Changed' });

    const back = await eventually('the recovery', async () => {
      const known = await status(server, chat.id);
      return known?.pull_request_title === 'Changed' ? known : undefined;
    });
    expect(back.failure).toBeNull();
  });

  test('S5: a rate limit pauses every row of the token until the time the forge gave', async () => {
    const server = await start();
    const { chat, signal } = await openKnownPullRequest(server);
    const other = await server.client.createChat({ title: 'Another' });
    await server.client.sendPushSignal({ ...signal, branch: 'agent/other', chat_id: other.id });
    await eventually('the other row', async () => (await status(server, other.id))?.refreshed_at);

    // Of both APIs: when one of them is used up, the other one serves the rows.
    world.forge.faults.add({ effect: { kind: 'rate-limit', resetAt: inAnHour } });
    await eventually('the pause', async () => {
      const rows = [await status(server, chat.id), await status(server, other.id)];
      return rows.every((row) => row?.failure?.kind === 'rate_limited');
    });
    world.forge.faults.clear();

    world.forge.requests.clear();
    await server.client.sendPushSignal(signal);
    await server.client.refreshChat(chat.id);
    const paused = await status(server, chat.id);
    expect(world.forge.requests.total).toBe(0);
    expect(Date.parse(paused?.stale_at ?? '')).toBeGreaterThanOrEqual(inAnHour * 1_000);
    const [forge] = await server.client.listForges();
    expect(Date.parse(forge?.paused_until ?? '')).toBe(inAnHour * 1_000);
  });

  test('a forge that hangs does not block a request for a chat', async () => {
    const server = await start();
    const { chat, signal } = await openKnownPullRequest(server);
    const hang = world.forge.faults.add({ path: '/api', effect: { kind: 'hang' } });
    await server.client.sendPushSignal(signal);

    const seen = await server.client.getChat(chat.id, { wait: 100 });

    expect(seen.diff_status?.pull_request_state).toBe('open');
    hang.remove();
  });
});

describe('S3: kill -9 of a server that holds leases', () => {
  useForge();

  test.each(['embedded', 'postgres'] as const)(
    'loses nothing on the %s database, and its rows are refreshed within one lease',
    async (kind) => {
      const dataDirectory = mkdtempSync(join(tmpdir(), 'afterpush-data-'));
      const environment = {
        AFTERPUSH_DATABASE_URL: kind === 'postgres' ? await createPostgresUrl() : '',
      };
      const first = await start({ dataDirectory, environment });
      const { chat, pull } = await openKnownPullRequest(first);
      const hang = world.forge.faults.add({ path: '/api', effect: { kind: 'hang' } });
      await eventually('a lease', () => hang.hits > 0);
      const before = await status(first, chat.id);

      await first.kill();
      hang.remove();
      world.forge.changePullRequest(pull, { title: 'Changed in the meantime' });
      const second = await start({ dataDirectory, environment });

      const after = await eventually('the refresh', async () => {
        const known = await status(second, chat.id);
        return known?.pull_request_title === 'Changed in the meantime' ? known : undefined;
      });
      expect(after.created_at).toBe(before?.created_at);
      expect(after.revision).toBeGreaterThan(before?.revision ?? 0);
      await second.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  );

  test('a graceful stop returns leases at once', async () => {
    const environment = {
      AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
      AFTERPUSH_ACQUISITION_LEASE: '1h',
    };
    const first = await start({ environment });
    const { chat, signal } = await openKnownPullRequest(first);
    const hang = world.forge.faults.add({ path: '/api', effect: { kind: 'hang' } });
    await first.client.sendPushSignal(signal);
    await eventually('a lease', () => hang.hits > 0);

    expect(await first.stop()).toBe(0);
    hang.remove();
    const second = await start({ environment });

    const released = await status(second, chat.id);
    await eventually('the refresh', async () => {
      const known = await status(second, chat.id);
      return known?.refreshed_at !== released?.refreshed_at || known?.failure === null;
    });
  });
});

describe('a lost database connection', () => {
  useForge();

  test('is reopened, and the sync resumes', async () => {
    const url = new URL(await createPostgresUrl());
    await using proxy = await startTcpProxy(Number(url.port), url.hostname);
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    const server = await start({ environment: { AFTERPUSH_DATABASE_URL: url.href } });
    const { chat, pull } = await openKnownPullRequest(server);

    proxy.refuse();
    world.forge.changePullRequest(pull, { title: 'Changed while disconnected' });
    proxy.restore();

    await eventually('the new title', async () => {
      const known = await status(server, chat.id);
      return known?.pull_request_title === 'Changed while disconnected';
    });
  });
});

describe('two servers on one data directory', () => {
  useForge();

  test('the second is refused with a message that names the first', async () => {
    const first = await start({ environment: { AFTERPUSH_DATABASE_URL: '' } });
    const attempt = startAfterpush({
      dataDirectory: first.dataDirectory,
      environment: world.environment,
    });
    await expect(attempt).rejects.toThrow(new RegExp(`process ${first.process.pid}`));
  });
});
