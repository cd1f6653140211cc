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

function fetchFileDiff(pullRequestUrl: string | undefined, ofPath = path, previousPath = '') {
  const request = { repository: app, branch, pullRequestUrl };
  const paths = { path: ofPath, previousPath: previousPath || null };
  return tested.forge.fetchFileDiff({ ...request, ...paths }, tested.access);
}

function findQuery(part: string): URLSearchParams {
  const asked = tested.requests.find((request) => request.path.includes(part));
  return new URL(asked?.path ?? '', 'http://x').searchParams;
}

describe('of a pull request', () => {
  test('is made of JSON, in two calls', async () => {
    const { url } = tested.putPullRequest({});
    const made = diff.replace(/^index .*\n/m, '');
    expect(await fetchFileDiff(url)).toEqual({ kind: 'text', diff: made, headSha });
    expect(tested.server.takeCalls()).toEqual([own, `${own}/diff/login.test.ts`]);
  });

  test('says where a file that moved was', async () => {
    const { url } = tested.putPullRequest({ diff: awkwardDiff });
    await fetchFileDiff(url, 'docs/guide.md', 'guide.md');
    expect(findQuery('/diff/docs/guide.md').get('srcPath')).toBe('guide.md');
  });

  test('that Bitbucket cut is too large', async () => {
    const { url } = tested.putPullRequest({});
    const body = { ...toDiffJson(diff, 3), truncated: true };
    tested.server.put(`${own}/diff/login.test.ts`, { body });
    expect(await fetchFileDiff(url)).toEqual({ kind: 'too_large' });
  });

  test('has no path that leads elsewhere', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url, '../comments')).toEqual({ kind: 'no_file' });
    expect(tested.server.takeCalls()).toEqual([own]);
  });

  test('fails where it does', async () => {
    const { url } = tested.putPullRequest({});
    tested.server.put(`${own}/diff/login.test.ts`, { status: 500 });
    const failure = { kind: 'unavailable' };
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'failed', failure });
  });
});

describe('of a branch', () => {
  test('is against the default branch, by whole references', async () => {
    tested.putBranchDiff(branch, diff);
    const outcome = await fetchFileDiff(undefined);
    expect(outcome).toMatchObject({ kind: 'text', headSha: 'e'.repeat(40) });
    const query = findQuery('/compare/diff/login.test.ts');
    expect(query.get('from')).toBe(`refs/heads/${branch}`);
    expect(query.get('to')).toBe('refs/heads/main');
  });

  test('is none of the default branch', async () => {
    const request = { repository: app, branch: 'main', pullRequestUrl: undefined };
    const paths = { path, previousPath: null };
    const outcome = await tested.forge.fetchFileDiff({ ...request, ...paths }, tested.access);
    expect(outcome).toEqual({ kind: 'no_file' });
  });
});

test('a patch beyond the cap is too large', async () => {
  await using capped = await startBitbucketDataCenterScenario({ diffLimitBytes: 50 });
  const { url } = capped.putPullRequest({});
  const request = { repository: app, branch, pullRequestUrl: url, path, previousPath: null };
  expect(await capped.forge.fetchFileDiff(request, capped.access)).toEqual({ kind: 'too_large' });
});
