import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommentRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type BitbucketScenario, startBitbucketScenario } from './testing/start-scenario.ts';

let tested: BitbucketScenario;
let sent: unknown[];

beforeEach(async () => {
  tested = await startBitbucketScenario();
  sent = [];
  tested.server.answer(({ method, body }) => {
    if (method === 'POST') sent.push(body);
    return undefined;
  });
});

afterEach(() => tested[Symbol.asyncDispose]());

function post(change: Partial<CommentRequest>) {
  const { headSha } = samplePullRequest;
  const { url } = tested.putPullRequest({});
  const place = { path: 'login.test.ts', previousPath: null, oldLine: null, newLine: 3 };
  const request = { pullRequestUrl: url, headSha, ...place, startLine: null, body: 'Why?' };
  return tested.forge.postComment({ ...request, ...change }, tested.access);
}

test.each([
  ['an added line', { newLine: 3 }, { to: 3 }],
  ['a deleted line', { oldLine: 2, newLine: null }, { from: 2 }],
  ['an unchanged line', { oldLine: 3, newLine: 5 }, { to: 5 }],
  ['added lines', { newLine: 4, startLine: 2 }, { to: 4, start_to: 2 }],
  ['deleted lines', { oldLine: 3, newLine: null, startLine: 2 }, { from: 3, start_from: 2 }],
  ['a range of one line', { newLine: 3, startLine: 3 }, { to: 3 }],
])('%s has one side', async (_, line, place) => {
  await post(line);
  const inline = { path: 'login.test.ts', ...place };
  expect(sent).toEqual([{ content: { raw: 'Why?' }, inline }]);
});

test('of an older head is refused, as Bitbucket would put it at another line', async () => {
  const outcome = await post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(sent).toEqual([]);
});

test('is found again at its own address', async () => {
  const url = `${tested.server.origins.web}/acme/app/pull-requests/12/_/diff#comment-1`;
  expect(await post({})).toEqual({ kind: 'posted', url });
});

test('has no address that is no page', async () => {
  tested.server.answer(({ method }) =>
    method === 'POST'
      ? { status: 201, body: { links: { html: { href: 'javascript:alert(1)' } } } }
      : undefined,
  );
  expect(await post({})).toEqual({ kind: 'posted', url: null });
});

test('of another forge is sent nowhere', async () => {
  const outcome = await post({ pullRequestUrl: 'https://elsewhere.test/a/b/pull-requests/1' });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  expect(tested.requests).toEqual([]);
});
