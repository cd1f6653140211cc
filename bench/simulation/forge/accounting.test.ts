import { expect, test } from 'vitest';
import type { HttpClient, HttpResult } from '../../../src/platform/http-client.ts';
import { Accounting, limits } from './accounting.ts';

const { signal } = new AbortController();

/** A connection whose responses have this status. */
function arrange({ status = 200, cost = 0 } = {}) {
  const forge = { status, nowMs: 0, reached: 0 };
  const respond = async (): Promise<HttpResult> => {
    forge.reached += 1;
    const body = Buffer.from('{}');
    const { status } = forge;
    return { kind: 'response', status, headers: new Headers(), body, redirected: false };
  };
  const accounting = new Accounting({ now: () => forge.nowMs, readLastCost: () => cost });
  const connection: HttpClient = { get: respond, send: respond, download: respond };
  const http = accounting.wrap(connection);
  const get = (path = '/repos/acme/app/pulls/7', token = 'one') =>
    http.get({
      url: `https://forge.test/api/v3${path}`,
      headers: { authorization: `Bearer ${token}` },
      signal,
    });
  const query = () =>
    http.send({
      url: 'https://forge.test/api/graphql',
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer one' },
      signal,
    });
  return { forge, accounting, get, query };
}

test('a REST request is charged once, an unchanged response and a refusal not at all', async () => {
  const { forge, accounting, get } = arrange();
  await get();
  for (forge.status of [304, 403, 429]) await get();
  expect(accounting.summarize().rest).toMatchObject({ requests: 4, free: 1, charged: 1 });
});

test('a query is charged the points that the forge reports', async () => {
  const { accounting, query } = arrange({ cost: 3 });
  await query();
  await query();
  expect(accounting.summarize()).toMatchObject({
    rest: { requests: 0 },
    graphql: { requests: 2, points: 6 },
  });
});

test('more requests in a minute than GitHub grants a token are refused, and do not reach the forge', async () => {
  const { forge, accounting, get } = arrange({ status: 304 });
  for (let count = 0; count < limits.restPointsPerMinute; count += 1) await get();
  expect(await get()).toMatchObject({ status: 403 });
  expect(await get(undefined, 'another')).toMatchObject({ status: 304 });
  forge.nowMs = 60_000;
  expect(await get()).toMatchObject({ status: 304 });
  expect(accounting.summarize().refused.secondary).toBe(1);
  expect(forge.reached).toBe(limits.restPointsPerMinute + 2);
});

test('the busiest minute is that of one token', async () => {
  const { forge, accounting, get } = arrange();
  for (forge.nowMs of [0, 50_000, 70_000, 100_000, 200_000]) await get();
  forge.nowMs = 60_000;
  await get(undefined, 'another');
  expect(accounting.summarize().rest.busiestMinute).toBe(3);
});

test('requests of one route are charged together, whatever number, commit or repository they name', async () => {
  const { accounting, get } = arrange();
  await get('/repos/acme/app/pulls/7');
  await get('/repos/acme/other/pulls/8');
  await get('/repos/acme/app/pulls?head=acme:main');
  await get(`/repos/acme/app/commits/${'a'.repeat(40)}/check-runs`);
  expect(accounting.summarize().routes).toEqual([
    { api: 'rest', route: 'pulls/:id', charged: 2 },
    { api: 'rest', route: 'pulls?head=', charged: 1 },
    { api: 'rest', route: 'commits/:id/check-runs', charged: 1 },
  ]);
});
