import { expect, test } from 'vitest';
import type { HttpClient, HttpResult } from '../../platform/http-client.ts';
import { type ObservedRequest, observeRequests } from './observe-requests.ts';

const respond = (status: number): HttpResult => {
  return {
    kind: 'response',
    status,
    headers: new Headers(),
    body: Buffer.alloc(0),
    redirected: false,
  };
};

test.each<[HttpResult, ObservedRequest['result']]>([
  [respond(200), 'ok'],
  [respond(206), 'ok'],
  [respond(304), 'not_modified'],
  [respond(403), 'refused'],
  [respond(429), 'limited'],
  [respond(502), 'failed'],
  [{ kind: 'timed_out', timeoutMs: 1 }, 'unreachable'],
])('a request is counted by its result: %o', async (result, expected) => {
  const seen: ObservedRequest[] = [];
  const send = async () => result;
  const http: HttpClient = { get: send, send, download: send };
  const observed = observeRequests(http, (request) => seen.push(request));
  const { signal } = new AbortController();
  const base = { headers: {}, signal };
  expect(await observed.get({ ...base, url: 'https://forge.test/repos/a/b' })).toBe(result);
  await observed.send({ ...base, url: 'https://forge.test/graphql', method: 'POST', body: '' });
  await observed.download({ ...base, url: 'https://forge.test/log', receive: () => true });
  expect(seen).toEqual([
    { api: 'rest', result: expected },
    { api: 'graphql', result: expected },
    { api: 'rest', result: expected },
  ]);
});
