import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;

beforeEach(async () => {
  small = await startSmallForge();
});

afterEach(async () => {
  await small[Symbol.asyncDispose]();
});

async function query(aliases: readonly string[]) {
  const fields = aliases.map((alias) => `${alias}: pullRequest(number: 1) { number }`);
  const query = `{ repository(owner: "ada", name: "app") { ${fields.join(' ')} } }`;
  const response = await small.query(query);
  const body: unknown = await response.json();
  return { status: response.status, body };
}

test('a query with too many aliases times out', async () => {
  small.demo.faults.add({ effect: { kind: 'graphql-timeout', mostAliases: 2 } });
  expect((await query(['a', 'b', 'c'])).status).toBe(502);
  expect((await query(['a', 'b'])).status).toBe(200);
});

test('a query beyond the resource limits gets an error with status 200', async () => {
  small.demo.faults.add({ effect: { kind: 'graphql-resource-limits', mostAliases: 2 } });
  const { status, body } = await query(['a', 'b', 'c']);
  expect(status).toBe(200);
  expect(body).toMatchObject({ data: null, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED' }] });
  expect((await query(['a'])).body).toMatchObject({ data: { repository: { a: { number: 1 } } } });
});

test('one alias can fail while the others return data', async () => {
  small.demo.faults.add({ effect: { kind: 'graphql-partial', alias: 'b' } });
  const { body } = await query(['a', 'b']);
  expect(body).toMatchObject({
    data: { repository: { a: { number: 1 }, b: null } },
    errors: [{ path: ['repository', 'b'] }],
  });
});

test('an exhausted GraphQL quota returns status 200 with an error', async () => {
  const { demo } = small;
  const ada = demo.world.accountByToken.get('ada-token');
  demo.rateLimits.spend(ada, 'graphql', 5000);
  const { status, body } = await query(['a']);
  expect(status).toBe(200);
  expect(body).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] });
});

test('counts requests by kind and queries by their cost', async () => {
  const { demo, fetch } = small;
  demo.requests.clear();
  await query(['a']);
  await query(['a']);
  await fetch('/user');
  expect(demo.requests.totals).toMatchObject({ rest: 1, graphql: 2 });
  expect(demo.requests.points).toBe(2);
});

test('a rule can return any response', async () => {
  const headers = { 'content-type': 'text/html', location: 'http://elsewhere.test/' };
  const effect = { kind: 'answer', status: 307, headers, body: '<html>' } as const;
  small.demo.faults.add({ path: '/_none', effect });
  expect((await small.fetch('/user')).status).toBe(200);
  small.demo.faults.add({ path: '/api', effect: { ...effect, status: 418 } });
  const response = await small.fetch('/user');
  expect([response.status, await response.text()]).toEqual([418, '<html>']);
  expect(response.headers.get('content-type')).toBe('text/html');
});
