import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { awkwardDiff } from '../testing/diff-fixtures.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { toDiffJson } from './testing/diff-json.ts';
import { app } from './testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

const { branch, diff, headSha } = samplePullRequest;
const path = 'login.test.ts';
const own = 'GET /projects/ACME/repos/app/pull-requests/12';

let tested: BitbucketDataCenterScenario;

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

function fetchFileDiff(
  pullRequestUrl: string | undefined,
  requestedPath = path,
  previousPath = '',
) {
  const request = { repository: app, branch, pullRequestUrl };
  const paths = { path: requestedPath, previousPath: previousPath || null };
  return tested.forge.fetchFileDiff({ ...request, ...paths }, tested.access);
}

function findQuery(part: string): URLSearchParams {
  const found = tested.requests.find((request) => request.path.includes(part));
  return new URL(found?.path ?? '', 'http://x').searchParams;
}

describe('the diff of a file of a pull request', () => {
  test('is built from JSON, with two requests', async () => {
    const { url } = tested.putPullRequest({});
    const made = diff.replace(/^index .*\n/m, '');
    expect(await fetchFileDiff(url)).toEqual({ kind: 'text', diff: made, headSha });
    expect(tested.server.takeCalls()).toEqual([own, `${own}/diff/login.test.ts`]);
  });

  test('names the previous path of a moved file', async () => {
    const { url } = tested.putPullRequest({ diff: awkwardDiff });
    await fetchFileDiff(url, 'docs/guide.md', 'guide.md');
    expect(findQuery('/diff/docs/guide.md').get('srcPath')).toBe('guide.md');
  });

  test('is too large when Bitbucket cut it', async () => {
    const { url } = tested.putPullRequest({});
    const body = { ...toDiffJson(diff, 3), truncated: true };
    tested.server.put(`${own}/diff/login.test.ts`, { body });
    expect(await fetchFileDiff(url)).toEqual({ kind: 'too_large' });
  });

  test('is not requested for a path outside the repository', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url, '../comments')).toEqual({ kind: 'no_file' });
    expect(tested.server.takeCalls()).toEqual([own]);
  });

  test('reports a failed request', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.put(`${own}/diff/login.test.ts`, { status: 500 });
    const failure = { kind: 'unavailable' };
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'failed', failure });
  });
});

describe('the diff of a file of a branch', () => {
  test('compares with the default branch, by full refs', async () => {
    tested.putBranchDiff(branch, diff);
    const outcome = await fetchFileDiff(undefined);
    expect(outcome).toMatchObject({ kind: 'text', headSha: 'e'.repeat(40) });
    const query = findQuery('/compare/diff/login.test.ts');
    expect(query.get('from')).toBe(`refs/heads/${branch}`);
    expect(query.get('to')).toBe('refs/heads/main');
  });

  test('does not exist for the default branch', async () => {
    const request = { repository: app, branch: 'main', pullRequestUrl: undefined };
    const paths = { path, previousPath: null };
    const outcome = await tested.forge.fetchFileDiff({ ...request, ...paths }, tested.access);
    expect(outcome).toEqual({ kind: 'no_file' });
  });
});

test('reports a patch beyond the limit as too large', async () => {
  await using capped = await startBitbucketDataCenterScenario({ diffLimitBytes: 50 });
  const { url } = capped.putPullRequest({});
  const request = { repository: app, branch, pullRequestUrl: url, path, previousPath: null };
  expect(await capped.forge.fetchFileDiff(request, capped.access)).toEqual({ kind: 'too_large' });
});

test.each([
  ['agent/login', 'refs/heads/agent/login'],
  ['1'.repeat(40), '1'.repeat(40)],
  ['1'.repeat(12), `refs/heads/${'1'.repeat(12)}`],
])('requests a file at %s with the ref %s', async (ref, at) => {
  await using scenario = await startBitbucketDataCenterScenario();
  const { forge, access, requests } = scenario;
  await forge.fetchFile({ repository: app, ref, path: 'src/login.ts' }, access);
  const { pathname, searchParams } = new URL(requests[0]?.path ?? '', 'http://x');
  expect(pathname).toBe('/git/rest/api/1.0/projects/ACME/repos/app/raw/src/login.ts');
  expect(searchParams.get('at')).toBe(at);
});

test('does not request a file outside the repository', async () => {
  await using scenario = await startBitbucketDataCenterScenario();
  const request = { repository: app, ref: 'main', path: '../webhooks' };
  const outcome = await scenario.forge.fetchFile(request, scenario.access);
  expect(outcome).toEqual({ kind: 'no_file' });
  expect(scenario.server.takeCalls()).toEqual(['GET /projects/ACME/repos/app']);
});
