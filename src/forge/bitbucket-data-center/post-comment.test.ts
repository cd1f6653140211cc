import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommentRequest } from '../forge.ts';
import { awkwardDiff } from '../testing/awkward-diff.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

let tested: BitbucketDataCenterScenario;
let sent: unknown[];

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
  sent = [];
  tested.server.answer(({ method, body }) => {
    if (method === 'POST') sent.push(body);
    return undefined;
  });
});

afterEach(() => tested[Symbol.asyncDispose]());

function post(change: Partial<CommentRequest>, diff = samplePullRequest.diff) {
  const { headSha } = samplePullRequest;
  const { url } = tested.putPullRequest({ diff });
  const place = { path: 'login.test.ts', previousPath: null, oldLine: null, newLine: 3 };
  const request = { pullRequestUrl: url, headSha, ...place, startLine: null, body: 'Why?' };
  return tested.forge.postComment({ ...request, ...change }, tested.access);
}

test.each([
  [
    { oldLine: null, newLine: 3 },
    { line: 3, lineType: 'ADDED', fileType: 'TO' },
  ],
  [
    { oldLine: 2, newLine: null },
    { line: 2, lineType: 'REMOVED', fileType: 'FROM' },
  ],
  [
    { oldLine: 3, newLine: 5 },
    { line: 5, lineType: 'CONTEXT', fileType: 'TO' },
  ],
])('the line %j is anchored at one side', async (line, place) => {
  await post(line);
  const anchor = { diffType: 'EFFECTIVE', path: 'login.test.ts', ...place };
  expect(sent).toEqual([{ text: 'Why?', anchor }]);
});

test('in a file that moved says from where', async () => {
  const paths = { path: 'docs/guide.md', previousPath: 'guide.md' };
  await post({ ...paths, newLine: 5 }, awkwardDiff);
  expect(sent).toMatchObject([{ anchor: { path: 'docs/guide.md', srcPath: 'guide.md' } }]);
});

test('of an older head is refused, as Bitbucket would put it at another line', async () => {
  const outcome = await post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(sent).toEqual([]);
});

test('that Bitbucket does not take is refused in its words', async () => {
  const errors = [{ context: 'anchor.line', message: 'The line is not there.' }];
  tested.server.answer(({ method }) =>
    method === 'POST' ? { status: 400, body: { errors } } : undefined,
  );
  const message = expect.stringContaining('The line is not there.');
  expect(await post({})).toMatchObject({ kind: 'refused', message });
});

test('is found again at its own address', async () => {
  const page = `${tested.server.webBaseUrl}/projects/ACME/repos/app/pull-requests/12`;
  expect(await post({})).toEqual({ kind: 'posted', url: `${page}/overview?commentId=1` });
});
