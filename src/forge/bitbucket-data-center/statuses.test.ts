import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { toDiffJson } from './testing/diff-json.ts';
import { app, pullRequestJson } from './testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

const { branch, headSha } = samplePullRequest;
const own = 'GET /projects/ACME/repos/app/pull-requests/12';
const builds = `GET /build-status/1.0/commits/${headSha}`;

let tested: BitbucketDataCenterScenario;

beforeEach(async () => {
  tested = await startBitbucketDataCenterScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

async function fetchOutcome(): Promise<FetchOutcome | undefined> {
  const url = tested.forge.toPullRequestUrl({ repository: app, number: 12 });
  const request = { repository: app, branch, known: { url, state: 'open' } as const };
  const [outcome] = await tested.forge.fetchStatuses([request], tested.access);
  return outcome;
}

async function getPullRequest(): Promise<PullRequest> {
  const outcome = await fetchOutcome();
  if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  return outcome.pullRequest;
}

test('reports all facts of a known open pull request', async () => {
  const { url } = tested.putPullRequest({
    reviews: [
      { login: 'bob', verdict: 'approved' },
      { login: 'ada', verdict: 'commented' },
      { login: 'eve', verdict: 'commented' },
    ],
    requestedReviewers: ['joe'],
    checks: [
      { name: 'build', state: 'passed' },
      { name: 'test', state: 'pending' },
    ],
    mergeability: 'blocked',
    unresolvedThreads: 2,
  });
  expect(await getPullRequest()).toEqual({
    url,
    number: 12,
    state: 'open',
    title: 'Fix flaky login test',
    draft: false,
    changedAt: samplePullRequest.changedAt,
    settledAt: null,
    changesRequested: false,
    approved: true,
    reviewerCount: 2,
    additions: 3,
    deletions: 1,
    changedFiles: 1,
    countsAtLeast: false,
    commits: 2,
    authorLogin: 'ada',
    authorAvatarUrl: 'https://avatars.test/u/1?s=64',
    baseBranch: 'main',
    headRepository: 'ACME/app',
    headBranch: branch,
    headSha,
    checks: expect.objectContaining({ state: 'pending', passed: 1, failed: 0, pending: 1 }),
    mergeability: 'blocked',
    autoMerge: null,
    inMergeQueue: null,
    mergeQueuePosition: null,
    reviewDecision: null,
    unresolvedThreads: 2,
    unresolvedThreadsAtLeast: false,
    conversationUnread: false,
    requestedReviewers: ['joe'],
    labels: null,
  });
});

test('does not count again while both branches are unchanged', async () => {
  tested.putPullRequest({});
  await getPullRequest();
  const calls = tested.server.takeCalls().toSorted();
  const rules = 'GET /required-builds/latest/projects/ACME/repos/app/conditions';
  expect(calls).toEqual(
    [rules, builds, own, `${own}/commits`, `${own}/diff`, `${own}/merge`].toSorted(),
  );
  expect((await getPullRequest()).additions).toBe(3);
  expect(tested.server.takeCalls().toSorted()).toEqual([builds, own, `${own}/merge`].toSorted());
  tested.putPullRequest({ headSha: '2'.repeat(40) });
  await getPullRequest();
  expect(tested.server.takeCalls()).toContain(`${own}/diff`);
});

test('counts at least the lines of a cut diff, and all files', async () => {
  const pull = tested.putPullRequest({});
  const body = { ...toDiffJson(pull.diff, 0), truncated: true };
  tested.server.put(`${own}/diff`, { body });
  const file = (name: string) => ({ path: { toString: name }, type: 'MODIFY' });
  const values = ['login.test.ts', 'a.ts', 'b.ts'].map(file);
  tested.server.put(`${own}/changes`, { body: { values, isLastPage: true } });
  expect(await getPullRequest()).toMatchObject({
    additions: 3,
    deletions: 1,
    changedFiles: 3,
    countsAtLeast: true,
  });
});

test('does not request the mergeability of a settled pull request', async () => {
  tested.putPullRequest({ state: 'merged' });
  expect((await getPullRequest()).mergeability).toBe('unknown');
  expect(tested.server.takeCalls()).not.toContain(`${own}/merge`);
});

describe('a failed request leaves only its own facts unknown (S9)', () => {
  test.each([
    ['the builds', builds, { checks: null, additions: 3, mergeability: 'mergeable' }],
    ['the mergeability', `${own}/merge`, { mergeability: 'unknown', additions: 3 }],
    ['the diff', `${own}/diff`, { additions: null, changedFiles: null, commits: 2 }],
    ['the commits', `${own}/commits`, { commits: null, additions: 3 }],
  ])('%s', async (_, call, expected) => {
    tested.putPullRequest({});
    for (const answer of [{ status: 500 }, { status: 404 }, { body: 'no JSON' }]) {
      tested.server.put(call, answer);
      expect(await getPullRequest()).toMatchObject(expected);
    }
    tested.server.put(call, undefined);
    expect(await getPullRequest()).toMatchObject({ additions: 3, commits: 2 });
  });

  test('but the last attempt to merge still reports a conflict', async () => {
    tested.putPullRequest({ mergeability: 'conflicting' });
    tested.server.put(`${own}/merge`, { status: 500 });
    expect((await getPullRequest()).mergeability).toBe('conflicting');
  });
});

test.each([builds, `${own}/merge`, `${own}/diff`, `${own}/commits`])(
  'a rate limit on any request ends the refresh: %s (S5)',
  async (call) => {
    tested.putPullRequest({});
    tested.server.put(call, { status: 429, headers: { 'retry-after': '30' } });
    const retryInMs = 30_000;
    expect(await fetchOutcome()).toEqual({ kind: 'rate_limited', retryInMs });
  },
);

test('a draft is blocked even when Bitbucket could merge it', async () => {
  tested.putPullRequest({ draft: true });
  tested.server.put(`${own}/merge`, { body: { canMerge: true, conflicted: false, vetoes: [] } });
  expect((await getPullRequest()).mergeability).toBe('blocked');
});

test('does not report a pull request as gone while its repository is hidden (S9)', async () => {
  tested.server.put('GET /projects/ACME/repos/app', { status: 404 });
  expect(await fetchOutcome()).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
});

test('counts the newest report of a build', async () => {
  tested.putPullRequest({});
  const build = { key: 'CI', name: 'CI', url: 'https://ci.acme.test/1' };
  const values = [
    { ...build, state: 'SUCCESSFUL' },
    { ...build, state: 'FAILED' },
  ];
  tested.server.put(builds, { body: { values, isLastPage: true } });
  expect((await getPullRequest()).checks).toMatchObject({ state: 'passed', passed: 1, failed: 0 });
});

test('counts two builds that have one name (S15)', async () => {
  tested.putPullRequest({});
  const build = { name: 'build', url: 'https://ci.acme.test/1' };
  const values = [
    { ...build, key: 'APP', state: 'SUCCESSFUL' },
    { ...build, key: 'LIB', state: 'FAILED' },
  ];
  tested.server.put(builds, { body: { values, isLastPage: true } });
  expect((await getPullRequest()).checks).toMatchObject({ state: 'failed', passed: 1, failed: 1 });
});

test('reads the pull request when its head is unknown', async () => {
  const { url } = tested.putPullRequest({ checks: [{ name: 'build', state: 'failed' }] });
  const request = { repository: app, branch, pullRequestUrl: url, headSha: null };
  expect(await tested.forge.fetchChecks(request, tested.access)).toMatchObject({
    kind: 'checks',
    checks: [{ name: 'build', state: 'failed', url: 'https://ci.acme.test/build' }],
  });
  const body = pullRequestJson(samplePullRequest, tested.server.webBaseUrl);
  const fromRef = { ...body.fromRef, latestCommit: '../../x' };
  tested.server.put(own, { body: { ...body, fromRef } });
  expect(await tested.forge.fetchChecks(request, tested.access)).toMatchObject({ kind: 'failed' });
});

describe('a token', () => {
  test('of a user and a password is sent as a pair, to Bitbucket and by git', async () => {
    const pair = 'ada:s3cret:x';
    const basic = `Basic ${Buffer.from(pair).toString('base64')}`;
    await using other = await startBitbucketDataCenterScenario({}, pair, basic);
    other.putPullRequest({});
    const request = { repository: app, branch, known: undefined };
    const [outcome] = await other.forge.fetchStatuses([request], other.access);
    expect(outcome?.kind).toBe('refreshed');
    const credential = { username: 'ada', password: 's3cret:x' };
    expect(other.forge.toGitCredential(pair)).toEqual(credential);
  });

  test('of another form is sent by git with a placeholder user name', () => {
    const credential = { username: 'x-token-auth', password: 'NDk0' };
    expect(tested.forge.toGitCredential('NDk0')).toEqual(credential);
  });
});
