import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommentOutcome, CommentRequest } from '../forge.ts';
import type { StubResponse } from '../testing/forge-double.ts';
import { toPullPath } from './testing/paths.ts';
import { type ForgeUnderTest, startGitHubForge } from './testing/start-forge.ts';

const commentsPath = `${toPullPath(12)}/comments`;
const headSha = 'a'.repeat(40);

let tested: ForgeUnderTest;
let sent: unknown;

beforeEach(async () => {
  tested = await startGitHubForge();
  sent = undefined;
  putAnswer({ status: 201, body: { html_url: 'https://web.test/acme/app/pull/12#discussion_r7' } });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function putAnswer({ status = 201, headers, body }: StubResponse) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    sent = JSON.parse(await text(request));
    response.writeHead(status, headers).end(JSON.stringify(body ?? {}));
  };
  tested.server.put(commentsPath, (request, response) => void answer(request, response));
}

function postComment(change: Partial<CommentRequest> = {}): Promise<CommentOutcome> {
  const pullRequestUrl = `${tested.server.webBaseUrl}/acme/app/pull/12`;
  const place = { path: 'src/ü.ts', previousPath: null, oldLine: null, newLine: 3 };
  const request = { pullRequestUrl, headSha, ...place, startLine: null, body: 'Why?' };
  return tested.forge.postComment({ ...request, ...change }, tested.access);
}

test.each<[string, Partial<CommentRequest>, object]>([
  ['an added line', {}, { line: 3, side: 'RIGHT' }],
  ['a deleted line', { oldLine: 7, newLine: null }, { line: 7, side: 'LEFT' }],
  ['an unchanged line', { oldLine: 7, newLine: 9 }, { line: 9, side: 'RIGHT' }],
  ['a range', { startLine: 1 }, { line: 3, side: 'RIGHT', start_line: 1, start_side: 'RIGHT' }],
  ['a range of one line', { startLine: 3 }, { line: 3, side: 'RIGHT' }],
])('a comment is placed on %s', async (_, change, place) => {
  expect(await postComment(change)).toEqual({
    kind: 'posted',
    url: 'https://web.test/acme/app/pull/12#discussion_r7',
  });
  expect(sent).toEqual({ body: 'Why?', commit_id: headSha, path: 'src/ü.ts', ...place });
});

test.each([
  [{ message: 'pull_request_review_thread.line must be part of the diff' }],
  ['pull_request_review_thread.line must be part of the diff'],
])('a refusal quotes GitHub and says what to do: %j', async (error) => {
  putAnswer({ status: 422, body: { message: 'Validation Failed', errors: [error] } });
  const outcome = await postComment();
  if (outcome.kind !== 'refused') throw new Error(JSON.stringify(outcome));
  expect(outcome.message).toContain('line must be part of the diff');
  expect(outcome.message).not.toContain('Validation Failed');
});

test('a pull request of another forge is refused', async () => {
  const pullRequestUrl = 'https://elsewhere.test/acme/app/pull/12';
  expect((await postComment({ pullRequestUrl })).kind).toBe('failed');
  expect(tested.server.requests).toEqual([]);
});

test('a redirect does not post it twice', async () => {
  const location = `${tested.server.apiBaseUrl}/repositories/7/pulls/12/comments`;
  putAnswer({ status: 307, headers: { location } });
  expect((await postComment()).kind).toBe('failed');
  expect(tested.server.requests).toHaveLength(1);
});

test('a response without a URL still counts as posted', async () => {
  putAnswer({ status: 201, body: { html_url: 'javascript:alert(1)' } });
  expect(await postComment()).toEqual({ kind: 'posted', url: null });
});
