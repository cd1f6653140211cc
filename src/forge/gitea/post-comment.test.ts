import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommentRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type GiteaScenario, startGiteaScenario } from './testing/start-scenario.ts';

let tested: GiteaScenario;
let sent: unknown[];

beforeEach(async () => {
  tested = await startGiteaScenario();
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
  ['added', { oldLine: null, newLine: 3 }, { new_position: 3, old_position: 0 }],
  ['deleted', { oldLine: 2, newLine: null }, { new_position: 0, old_position: 2 }],
  ['unchanged', { oldLine: 3, newLine: 5 }, { new_position: 5, old_position: 0 }],
])('an %s line has one position', async (_, line, position) => {
  await post(line);
  const comment = { path: 'login.test.ts', body: 'Why?', ...position };
  const { headSha: commit_id } = samplePullRequest;
  expect(sent).toEqual([{ event: 'COMMENT', body: '', commit_id, comments: [comment] }]);
});

test('of an older head is refused, as Gitea would put it at another line', async () => {
  const outcome = await post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(sent).toEqual([]);
});

test('is found again at its own address', async () => {
  const url = `${tested.server.webBaseUrl}/acme/app/pulls/12#issuecomment-1`;
  expect(await post({})).toEqual({ kind: 'posted', url });
});
