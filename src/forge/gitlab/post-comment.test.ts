import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommentRequest } from '../forge.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type GitLabScenario, startGitLabScenario } from './testing/start-scenario.ts';

let tested: GitLabScenario;
let sent: unknown[];

beforeEach(async () => {
  tested = await startGitLabScenario();
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

test('an unchanged line is named on both sides, with where it was', async () => {
  await post({ oldLine: 1, newLine: 1, previousPath: 'was.ts' });
  const [base_sha, head_sha] = ['b'.repeat(40), samplePullRequest.headSha];
  const shas = { base_sha, start_sha: base_sha, head_sha };
  const paths = { old_path: 'was.ts', new_path: 'login.test.ts' };
  const position = { position_type: 'text', ...shas, ...paths, old_line: 1, new_line: 1 };
  expect(sent).toEqual([{ body: 'Why?', position }]);
});

test('is found again at its own address', async () => {
  const outcome = await post({});
  const page = `${tested.server.webBaseUrl}/acme/app/-/merge_requests/12`;
  expect(outcome).toEqual({ kind: 'posted', url: `${page}#note_1701` });
});

test('of a version that the merge request does not have is refused without being sent', async () => {
  expect(await post({ headSha: '9'.repeat(40) })).toMatchObject({ kind: 'refused' });
  expect(sent).toEqual([]);
});

test('goes to the project by its name of today', async () => {
  const pullRequestUrl = `${tested.server.webBaseUrl}/Acme/App/-/merge_requests/12`;
  await post({ pullRequestUrl });
  expect(tested.server.takeCalls()).toContain(
    'POST /v4/projects/acme%2Fapp/merge_requests/12/discussions',
  );
});
