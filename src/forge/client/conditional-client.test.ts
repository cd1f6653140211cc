import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHttpClient } from '../../platform/http-client.ts';
import { type GitHubServer, startGitHubServer } from '../github/testing/server.ts';
import { toAccess } from '../github/testing/start-forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { createMemoryValidators } from '../testing/test-deps.ts';
import {
  type ConditionalResult,
  createConditionalClient,
  findNextUrl,
  type Reading,
} from './conditional-client.ts';

let server: GitHubServer;
let validators: ReturnType<typeof createMemoryValidators>;

beforeEach(async () => {
  server = await startGitHubServer();
  validators = createMemoryValidators();
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const title: Reading<string> = {
  shape: 'title/1',
  parse: (body) => findText(toFields(body), 'title'),
};

/** Reads and accepts the response. */
async function read(
  reading: Reading<string> = title,
  { token = 'one', accept = 'a/json' } = {},
): Promise<ConditionalResult<string>> {
  const client = createConditionalClient(createHttpClient(), validators);
  const headers = { accept, authorization: `Bearer ${token}` };
  const url = `${server.apiBaseUrl}/x`;
  const result = await client.read({ url, headers, reading }, toAccess(token));
  if (result.kind === 'read') await result.save();
  return result;
}

describe('a conditional GET', () => {
  test('returns the cached value when nothing was modified', async () => {
    const link = `<${server.apiBaseUrl}/x?page=2>; rel="next"`;
    server.put('/x', { body: { title: 'first' }, headers: { link } });
    const first = await read();
    const nextUrl = `${server.apiBaseUrl}/x?page=2`;
    const result = { kind: 'read', value: 'first', nextUrl, redirected: false, validated: true };
    expect(first).toMatchObject({ ...result, unchanged: false });
    expect(await read()).toMatchObject({ ...result, unchanged: true });
    expect(server.takeCalls()).toEqual(['/x', '304 /x']);
  });

  test('sends cache-control so that the server may respond with 304', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read();
    await read();
    expect(server.requests[1]?.headers['cache-control']).toBe('max-age=0');
  });

  test('returns a modified value', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read();
    server.put('/x', { body: { title: 'second' } });
    expect(await read()).toMatchObject({ value: 'second' });
    expect(await read()).toMatchObject({ value: 'second' });
    expect(server.takeCalls()).toEqual(['/x', '/x', '304 /x']);
  });

  test('uses separate validators per token and media type', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read();
    await read(title, { token: 'two' });
    await read(title, { accept: 'b/json' });
    const conditions = server.requests.map(({ headers }) => headers['if-none-match']);
    expect(conditions).toEqual([undefined, undefined, undefined]);
  });

  test('ignores values cached by an older version', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read({ ...title, shape: 'title/0' });
    expect(await read()).toMatchObject({ value: 'first' });
    for (const [key, { etag }] of validators.saved)
      validators.saved.set(key, { etag, value: null });
    expect(await read()).toMatchObject({ value: 'first' });
    expect(server.takeCalls()).toEqual(['/x', '/x', '/x']);
  });

  test('does not cache a response that cannot be parsed', async () => {
    server.put('/x', { body: { name: 'first' } });
    expect(await read()).toEqual({ kind: 'malformed' });
    server.put('/x', { body: 'text' });
    expect(await read()).toEqual({ kind: 'malformed' });
    server.put('/x', { status: 500, headers: { etag: '"x"' } });
    expect(await read()).toMatchObject({ kind: 'refused', result: { status: 500 } });
    expect(validators.saved.size).toBe(0);
  });

  test('keeps the cached value after a failure', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read();
    server.put('/x', { status: 502 });
    await read();
    server.put('/x', { body: { title: 'first' } });
    await read();
    expect(server.takeCalls()).toEqual(['/x', '/x', '304 /x']);
  });

  test('does not cache a value that the validator does not cover', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read({ ...title, isCovered: () => false });
    expect(validators.saved.size).toBe(0);
  });

  test('S10: refuses a next page on another host, and requests the first one again', async () => {
    const link = '<https://evil.test/x?page=2>; rel="next"';
    server.put('/x', { body: { title: 'first' }, headers: { link } });
    expect(await read()).toEqual({ kind: 'foreign_page' });
    expect(validators.saved.size).toBe(0);
    server.put('/x', { body: { title: 'first' } });
    expect(await read()).toMatchObject({ kind: 'read', value: 'first', nextUrl: undefined });
    expect(server.takeCalls()).toEqual(['/x', '/x']);
  });

  test('S10: ignores a cached next page on another host', async () => {
    server.put('/x', { body: { title: 'first' } });
    await read();
    const nextUrl = 'https://evil.test/x?page=2';
    for (const [key, { etag, value }] of validators.saved) {
      validators.saved.set(key, { etag, value: { ...toFields(value), nextUrl } });
    }
    expect(await read()).toMatchObject({ kind: 'read', unchanged: false, nextUrl: undefined });
  });
});

const url = 'https://forge.test/items?per_page=2';
const second = 'https://forge.test/items?per_page=2&page=2';

test.each([
  [`<${second}>; rel="next", <${url}>; rel="last"`, second],
  [`<${url}>; rel="prev", <${second}>; rel="next"`, second],
  [`<${second}>; title="a"; rel=next`, second],
  [`<${second}>;rel="last next"`, second],
  ['</items?page=2>; rel="next"', 'https://forge.test/items?page=2'],
  ['<https://evil.test/x,y>; rel="next"', 'https://evil.test/x,y'],
  [`<${second}>; rel="last"`, undefined],
  [`<${second}>; rel="nextish"`, undefined],
  ['<http://>; rel="next"', undefined],
  ['garbage', undefined],
  [null, undefined],
])('the next page of %j is %j', (header, next) => {
  expect(findNextUrl(header, url)).toBe(next);
});
