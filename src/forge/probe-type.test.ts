import { expect, test } from 'vitest';
import { type Handler, startLoopbackServer } from '../../test/support/loopback-server.ts';
import { createHttpClient } from '../platform/http-client.ts';
import { probeType } from './probe-type.ts';

type Answers = Record<string, [status: number, body: object, headers?: Record<string, string>]>;

const answer =
  (answers: Answers): Handler =>
  (request, response) => {
    const [status, body, headers = {}] = answers[request.url ?? ''] ?? [404, {}];
    response.writeHead(status, headers).end(JSON.stringify(body));
  };

const gitea: Answers = { '/api/v1/version': [200, { version: '1.25.2' }] };
const gitlab: Answers = { '/api/v4/version': [401, { message: '401 Unauthorized' }] };

test.each([
  ['github', { '/api/v3/meta': [401, {}, { 'x-github-request-id': 'A:1' }] }],
  ['github', { '/api/v3/meta': [200, {}, { 'x-github-enterprise-version': '3.18.0' }] }],
  ['gitlab', gitlab],
  ['gitea', gitea],
  [
    'bitbucket_data_center',
    { '/rest/api/latest/application-properties': [200, { displayName: 'Bitbucket' }] },
  ],
] as [string, Answers][])('recognizes a server of type %s', async (type, answers) => {
  await using server = await startLoopbackServer(answer(answers));
  const signal = new AbortController().signal;
  const outcome = await probeType(server.origin, createHttpClient(), signal);
  expect(outcome).toEqual({ kind: 'forge', type });
  const sent = server.requests.map(({ headers }) => headers.authorization);
  expect(sent).toEqual([undefined, undefined, undefined, undefined]);
});

test.each([
  ['no kind of forge', {}],
  ['two kinds of forge', { ...gitea, ...gitlab }],
] as [string, Answers][])('does not recognize a server that looks like %s', async (_, answers) => {
  await using server = await startLoopbackServer(answer(answers));
  const signal = new AbortController().signal;
  const outcome = await probeType(server.origin, createHttpClient(), signal);
  expect(outcome).toEqual({ kind: 'no_forge' });
});

test.each([429, 500, 502, 503])('learns nothing from a server that responds %i', async (status) => {
  await using server = await startLoopbackServer((_, response) => response.writeHead(status).end());
  const signal = new AbortController().signal;
  const outcome = await probeType(server.origin, createHttpClient(), signal);
  expect(outcome).toEqual({ kind: 'unreachable' });
});

test('learns nothing from a server that cannot be reached', async () => {
  const server = await startLoopbackServer(answer(gitea));
  await server[Symbol.asyncDispose]();
  const signal = new AbortController().signal;
  const outcome = await probeType(server.origin, createHttpClient(), signal);
  expect(outcome).toEqual({ kind: 'unreachable' });
});

test('a server that answers with a redirect is not recognized', async () => {
  await using elsewhere = await startLoopbackServer(answer(gitea));
  await using server = await startLoopbackServer((request, response) => {
    response.writeHead(302, { location: `${elsewhere.origin}${request.url}` }).end();
  });
  const signal = new AbortController().signal;
  const outcome = await probeType(server.origin, createHttpClient(), signal);
  expect(outcome).toEqual({ kind: 'no_forge' });
});
