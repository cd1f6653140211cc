import { beforeEach, describe, expect, test } from 'vitest';
import {
  asAdmin,
  asGrace,
  createTestApp,
  createWorld,
} from '../../../test/support/http/test-world.ts';
import type { Check } from '../../forge/forge.ts';
import type { App } from '../server/typed-app.ts';

let world: ReturnType<typeof createWorld>;
let app: App;

const check: Check = {
  name: 'test',
  app: null,
  workflow: null,
  state: 'failed',
  required: null,
  sequence: null,
  startedAt: null,
  url: null,
  description: null,
  completedAt: null,
  log: { kind: 'readable', key: '1' },
};

beforeEach(() => {
  world = createWorld();
  app = createTestApp(world.deps);
  const url = 'https://forge.test/acme/app/pull/1';
  world.store.add({ id: 'one' }, { git_branch: 'agent/work', url }, { git_branch: 'agent/other' });
  world.tokens.tokens.set('local forge', 'secret-of-ada');
});

const send = (query: Record<string, string> = {}, headers = asAdmin) =>
  app.inject({ method: 'GET', url: '/api/v1/chats/one/checks/c1/log', headers, query });

describe('the log of a check', () => {
  test('is plain text, with its place in headers', async () => {
    const lines = ['\x1b[31mError: no\x1b[0m', '<script>'];
    const log = { lines, firstLine: 3, totalLines: 5, firstErrorLine: 3 };
    world.forge.log = { kind: 'log', check, log };

    const response = await send();

    expect(response.statusCode).toBe(200);
    expect(response.body).toBe('\x1b[31mError: no\x1b[0m\n<script>\n');
    expect(response.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'afterpush-log-first-line': '3',
      'afterpush-log-total-lines': '5',
      'afterpush-log-first-error-line': '3',
    });
    expect(world.forge.logRequests).toMatchObject([
      { checkId: 'c1', branch: 'agent/work', range: { lines: 2_000, offset: null } },
    ]);
  });

  test('says nothing of what is unknown', async () => {
    const log = { lines: [], firstLine: null, totalLines: null, firstErrorLine: null };
    world.forge.log = { kind: 'log', check, log };
    const response = await send({ lines: '5', offset: '7' });
    expect(response.body).toBe('');
    expect(Object.keys(response.headers).join()).not.toContain('afterpush-log');
    expect(world.forge.logRequests).toMatchObject([{ range: { lines: 5, offset: 7 } }]);
  });

  test.each([
    [404, { kind: 'no_check' }, 'no check c1'],
    [404, { kind: 'no_log', reason: 'It was skipped.' }, 'It was skipped.'],
    [410, { kind: 'expired', reason: 'It was deleted.' }, 'It was deleted.'],
    [502, { kind: 'failed', failure: { kind: 'forbidden', message: 'No access.' } }, 'No access.'],
    [429, { kind: 'rate_limited', retryInMs: 1_000 }, 'paused until'],
  ] as const)('is a %i problem where it cannot be read: %o', async (status, outcome, detail) => {
    world.forge.log = outcome;
    const response = await send();
    expect(response.statusCode).toBe(status);
    expect(response.json().detail).toContain(detail);
  });

  test.each<Record<string, string>>([
    { lines: '0' },
    { lines: '10001' },
    { lines: 'x' },
    { offset: '-1' },
    { tail: '1' },
  ])('refuses %o, and names it', async (query) => {
    const response = await send(query);
    expect(response.statusCode).toBe(400);
    expect(response.json().detail).toContain(Object.keys(query)[0]);
    expect(world.forge.logRequests).toEqual([]);
  });

  test('is a clear 404 for a branch without a pull request', async () => {
    expect((await send({ branch: 'agent/other' })).json().detail).toContain('no pull request yet');
  });

  test('S12: is not found for a chat of another user', async () => {
    expect((await send({}, asGrace)).statusCode).toBe(404);
    expect(world.forge.logRequests).toEqual([]);
  });
});
