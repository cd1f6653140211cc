import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toFields } from '../../parsing/json-fields.ts';
import { type ForgeUnderTest, startGitHubForge, testToken } from '../testing/start-forge.ts';

const repository = { owner: 'acme', name: 'app' };
const deliveryUrl = 'https://afterpush.test/webhooks/work';
const setup = { repository, deliveryUrl, secret: 'hook-s3cret' };
const hooksPath = '/repos/acme/app/hooks';
const listPath = `${hooksPath}?per_page=100`;

let tested: ForgeUnderTest;
let sent: { method: string; path: string; body: unknown }[];

beforeEach(async () => {
  tested = await startGitHubForge();
  sent = [];
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

/** Answers a message so, and remembers what it said. */
function receive(path: string, status: number, answer: unknown = {}) {
  tested.server.put(path, (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      sent.push({ method: request.method ?? '', path, body });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });
}

function install() {
  return tested.forge.webhooks.install(setup, tested.access);
}

function toNext(path: string) {
  return { link: `<${tested.server.apiBaseUrl}${path}>; rel="next"` };
}

describe('installing a webhook', () => {
  const config = {
    url: deliveryUrl,
    content_type: 'json',
    secret: 'hook-s3cret',
    insecure_ssl: '0',
  };

  test('creates a hook where there is none', async () => {
    tested.server.put(listPath, { body: [{ id: 1, config: { url: 'https://ci.test/hook' } }] });
    receive(hooksPath, 201, { id: 2 });
    expect(await install()).toEqual({ kind: 'installed', hookId: '2', created: true });
    expect(sent).toMatchObject([{ method: 'POST', body: { name: 'web', active: true, config } }]);
    expect(toFields(sent[0]?.body)?.events).toEqual(
      expect.arrayContaining(['pull_request', 'push', 'check_run', 'status', 'merge_group']),
    );
  });

  test('updates the hook with the same URL, on any page of the list', async () => {
    const next = toNext(`${listPath}&page=2`);
    tested.server.put(listPath, { headers: next, body: [{ id: 1, name: 'web', config: {} }] });
    tested.server.put(`${listPath}&page=2`, { body: [{ id: 7, config: { url: deliveryUrl } }] });
    receive(`${hooksPath}/7`, 200, { id: 7 });
    expect(await install()).toEqual({ kind: 'installed', hookId: '7', created: false });
    expect(sent).toMatchObject([{ method: 'PATCH', body: { active: true, config } }]);
  });

  test.each([404, 403])('names the missing permission after %d', async (status) => {
    tested.server.put(listPath, { status, body: { message: 'Not Found' } });
    const outcome = await install();
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(outcome)).toContain('admin:repo_hook');
    expect(JSON.stringify(outcome)).toContain('Webhooks: write');
  });

  test('says that the URL must be reachable when GitHub refuses it', async () => {
    tested.server.put(listPath, { body: [] });
    receive(hooksPath, 422, { message: 'Validation Failed' });
    const outcome = await install();
    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(JSON.stringify(outcome)).toContain('afterpush.test');
    expect(JSON.stringify(outcome)).not.toContain('hook-s3cret');
    expect(JSON.stringify(outcome)).not.toContain(testToken);
  });

  test('is rate limited when reading the hooks is (S5)', async () => {
    tested.server.put(listPath, { status: 429, headers: { 'retry-after': '30' } });
    expect(await install()).toMatchObject({ kind: 'rate_limited' });
  });
});

describe('redelivering missed deliveries', () => {
  const deliveriesPath = `${hooksPath}/7/deliveries`;
  const sinceMs = 2 * 3_600_000;

  function attempt(id: number, guid: string, more: Record<string, unknown> = {}) {
    const delivered_at = `2026-01-01T11:00:${String(id).padStart(2, '0')}Z`;
    const failed = { status: 'failed to connect', status_code: 502 };
    return { id, guid, delivered_at, event: 'push', action: null, ...failed, ...more };
  }

  const arrived = { status: 'OK', status_code: 202 };

  function redeliver() {
    const hook = { repository, hookId: '7', sinceMs };
    return tested.forge.webhooks.redeliverMissed?.(hook, tested.access);
  }

  test('requests each delivery that never arrived once', async () => {
    tested.server.put(`${deliveriesPath}?per_page=100`, {
      body: [
        attempt(9, 'again', arrived),
        attempt(8, 'missed'),
        attempt(7, 'again'),
        attempt(6, 'missed', { status: 'timed out', status_code: 0 }),
        attempt(5, 'fine', arrived),
        attempt(4, 'ping', { event: 'ping' }),
      ],
    });
    receive(`${deliveriesPath}/8/attempts`, 202);
    expect(await redeliver()).toEqual({ kind: 'redelivered', count: 1 });
    expect(sent).toMatchObject([{ method: 'POST', path: `${deliveriesPath}/8/attempts` }]);
  });

  test('reads page by page back to the given time', async () => {
    const second = `${deliveriesPath}?per_page=100&cursor=v1_5`;
    const old = attempt(4, 'old', { delivered_at: '2026-01-01T09:00:00Z' });
    tested.server.put(`${deliveriesPath}?per_page=100`, {
      headers: toNext(second),
      body: [attempt(9, 'one', arrived)],
    });
    tested.server.put(second, {
      headers: toNext(`${deliveriesPath}?per_page=100&cursor=v1_3`),
      body: [attempt(5, 'two'), old],
    });
    receive(`${deliveriesPath}/5/attempts`, 202);
    expect(await redeliver()).toEqual({ kind: 'redelivered', count: 1 });
    expect(tested.server.takeCalls()).not.toContain(`${deliveriesPath}?per_page=100&cursor=v1_3`);
  });

  test('gives up on deliveries that were refused repeatedly', async () => {
    const body = [5, 4, 3, 2, 1].map((id) => attempt(id, 'refused'));
    tested.server.put(`${deliveriesPath}?per_page=100`, { body });
    expect(await redeliver()).toEqual({ kind: 'redelivered', count: 0 });
  });

  test('continues after a delivery that GitHub no longer has', async () => {
    const body = [attempt(2, 'two'), attempt(1, 'one')];
    tested.server.put(`${deliveriesPath}?per_page=100`, { body });
    receive(`${deliveriesPath}/2/attempts`, 404);
    receive(`${deliveriesPath}/1/attempts`, 202);
    expect(await redeliver()).toEqual({ kind: 'redelivered', count: 1 });
  });

  test('fails when a page cannot be read (S9)', async () => {
    tested.server.put(`${deliveriesPath}?per_page=100`, { body: [{ id: 1 }] });
    expect(await redeliver()).toMatchObject({ kind: 'failed', failure: { kind: 'malformed' } });
  });
});
