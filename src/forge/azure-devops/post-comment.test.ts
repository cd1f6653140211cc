import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommentRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type AzureDevOpsScenario, startAzureDevOpsScenario } from './testing/start-scenario.ts';

let tested: AzureDevOpsScenario;
let sent: unknown[];

beforeEach(async () => {
  tested = await startAzureDevOpsScenario();
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

const at = (line: number) => ({ line, offset: 1 });

test.each([
  ['added', { newLine: 3 }, { rightFileStart: at(3), rightFileEnd: at(3) }],
  ['deleted', { oldLine: 2, newLine: null }, { leftFileStart: at(2), leftFileEnd: at(2) }],
  ['last of a range', { newLine: 4, startLine: 2 }, { rightFileStart: at(2), rightFileEnd: at(4) }],
])('a line that is %s is a thread on its side', async (_, line, place) => {
  await post(line);
  const comments = [{ parentCommentId: 0, content: 'Why?', commentType: 'text' }];
  const threadContext = { filePath: '/login.test.ts', ...place };
  expect(sent).toEqual([{ comments, status: 'active', threadContext }]);
});

test('of an older head is refused, as Azure would put it at another line', async () => {
  const outcome = await post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(sent).toEqual([]);
});

test('is found again at its own address', async () => {
  const { forge, repository } = tested;
  const page = forge.toPullRequestUrl({ repository, number: 12 });
  expect(await post({})).toEqual({ kind: 'posted', url: `${page}?discussionId=141` });
});
