import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StubResponse } from '../testing/forge-double.ts';
import { headJson, pullRequestJson, repositoryJson } from './testing/json-answers.ts';
import {
  app,
  branch,
  graphQlPath,
  listPath,
  repositoryPath,
  toChecksPaths,
  toListPath,
  toPullPath,
  toReviewsPath,
} from './testing/paths.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

const [checksPath] = toChecksPaths('a'.repeat(40));

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

describe('a branch without a known pull request', () => {
  test('shows the open one', async () => {
    tested.server.put(listPath, { body: [tested.putPullJson(12)] });
    expect(await tested.fetchStatus()).toEqual({
      kind: 'refreshed',
      pullRequest: {
        url: `${tested.server.webBaseUrl}/acme/app/pull/12`,
        number: 12,
        state: 'open',
        title: 'Fix flaky login test',
        draft: false,
        changedAt: new Date('2026-01-01T11:00:00Z'),
        settledAt: null,
        changesRequested: false,
        approved: false,
        reviewerCount: 0,
        additions: 12,
        deletions: 4,
        changedFiles: 2,
        commits: 3,
        authorLogin: 'Ada',
        authorAvatarUrl: 'https://avatars.test/u/1?v=4',
        baseBranch: 'main',
        headBranch: branch,
        headRepository: 'acme/app',
        headSha: 'a'.repeat(40),
        countsAtLeast: false,
        checks: null,
        mergeability: 'mergeable',
        autoMerge: false,
        inMergeQueue: null,
        mergeQueuePosition: null,
        reviewDecision: null,
        unresolvedThreads: null,
        unresolvedThreadsAtLeast: false,
        conversationUnread: true,
        requestedReviewers: [],
        labels: [],
      },
      repository: { name: 'acme/app', id: `${repositoryJson('acme/app').id}` },
    });
    const own = [toPullPath(12), toReviewsPath(12), checksPath];
    const calls = [repositoryPath, listPath, ...own, graphQlPath];
    expect(tested.server.takeCalls()).toEqual(calls);
  });

  test('has none when the list is empty, and then costs one free request', async () => {
    expect(await tested.fetchStatus()).toMatchObject({ kind: 'no_pull_request' });
    tested.server.takeCalls();
    expect(await tested.fetchStatus()).toMatchObject({ kind: 'no_pull_request' });
    expect(tested.server.takeCalls()).toEqual([`304 ${listPath}`]);
  });

  test('reads the repository again after ten minutes', async () => {
    await tested.fetchStatus();
    tested.server.takeCalls();
    tested.clock.nowMs += 10 * 60_000;
    await tested.fetchStatus();
    expect(tested.server.takeCalls()).toEqual([`304 ${repositoryPath}`, `304 ${listPath}`]);
  });

  test('shows the newest of several', async () => {
    const bodies = [7, 19, 12].map((number) => tested.putPullJson(number));
    tested.server.put(listPath, { body: bodies });
    expect(await tested.fetchStatus()).toMatchObject({ pullRequest: { number: 19 } });
  });

  test('never shows one from a fork or from another branch', async () => {
    const strangers = [
      tested.putPullJson(1, { head: headJson('mallory/app', branch) }),
      tested.putPullJson(2, { head: headJson('acme/app', 'Agent/Login') }),
      tested.putPullJson(3, { head: headJson('acme/app', branch, { repo: null }) }),
      tested.putPullJson(4, { head: headJson('acme/app', `${branch}-2`) }),
    ];
    tested.server.put(listPath, { body: strangers });
    expect(await tested.fetchStatus()).toMatchObject({ kind: 'no_pull_request' });
  });

  test('is searched by the owner in the case that GitHub reports', async () => {
    const body = repositoryJson('Acme/App');
    tested.server.put(repositoryPath, { body });
    const head = headJson('Acme/App', branch);
    tested.server.put('/repos/Acme/App/pulls/12', { body: pullRequestJson(12, { head }) });
    tested.server.put(toReviewsPath(12, 'Acme/App'), { body: [] });
    tested.server.put(toListPath('Acme/App', 'Acme', branch), {
      body: [pullRequestJson(12, { head })],
    });
    const url = `${tested.server.webBaseUrl}/Acme/App/pull/12`;
    expect(await tested.fetchStatus()).toMatchObject({ kind: 'refreshed', pullRequest: { url } });
  });

  test.each(['a"b/ü;$(x)', 'feat/#1?x=%2F', 'a b&head=x:y', '日本/語'])(
    'can be called %s',
    async (odd) => {
      const head = headJson('acme/app', odd);
      tested.server.put(toListPath('acme/app', 'acme', odd), {
        body: [tested.putPullJson(5, { head })],
      });
      expect(await tested.fetchStatus(undefined, app, odd)).toMatchObject({
        pullRequest: { number: 5, headBranch: odd },
      });
    },
  );
});

describe('a branch of a fork', () => {
  const fork = { owner: 'grace', name: 'app' };
  const ownList = toListPath('grace/app', 'grace', branch);
  const parentList = toListPath('acme/app', 'grace', branch);
  const head = headJson('grace/app', branch);

  beforeEach(() => {
    const parent = repositoryJson('acme/app');
    tested.server.put('/repos/grace/app', {
      body: repositoryJson('grace/app', { fork: true, parent }),
    });
    tested.server.put(ownList, { body: [] });
    tested.server.put(parentList, { body: [] });
  });

  test('finds its pull request in the parent', async () => {
    tested.server.put(parentList, { body: [tested.putPullJson(30, { head })] });
    const url = `${tested.server.webBaseUrl}/acme/app/pull/30`;
    expect(await tested.fetchStatus(undefined, fork)).toMatchObject({ pullRequest: { url } });
  });

  test('finds the one within the fork first', async () => {
    tested.server.put(parentList, { body: [tested.putPullJson(30, { head })] });
    tested.server.put(ownList, { body: [tested.putPullJson(2, { head }, 'grace/app')] });
    const url = `${tested.server.webBaseUrl}/grace/app/pull/2`;
    expect(await tested.fetchStatus(undefined, fork)).toMatchObject({ pullRequest: { url } });
    expect(tested.server.takeCalls()).not.toContain(parentList);
  });

  test('does not show one from another fork', async () => {
    const other = headJson('grace/app-2', branch);
    tested.server.put(parentList, { body: [tested.putPullJson(30, { head: other })] });
    expect(await tested.fetchStatus(undefined, fork)).toMatchObject({ kind: 'no_pull_request' });
  });

  test('keeps following a known pull request in the parent', async () => {
    tested.putPullJson(30, { head });
    expect(await tested.fetchStatus(tested.toKnown(30), fork)).toMatchObject({
      pullRequest: { number: 30 },
    });
    const calls = [toPullPath(30), toReviewsPath(30), checksPath, graphQlPath];
    expect(tested.server.takeCalls()).toEqual(calls);
  });

  test('keeps a merged pull request when the fork is deleted', async () => {
    const deleted = headJson('grace/app', branch, { repo: null });
    tested.putPullJson(30, { head: deleted, state: 'closed', merged: true });
    tested.server.put('/repos/grace/app', { status: 404 });
    const expected = { kind: 'refreshed', pullRequest: { number: 30, state: 'merged' } };
    expect(await tested.fetchStatus(tested.toKnown(30), fork)).toMatchObject(expected);
  });

  test('does not show one from another deleted fork', async () => {
    tested.putPullJson(30, { head: headJson('mallory/app', branch, { repo: null }) });
    expect(await tested.fetchStatus(tested.toKnown(30), fork)).toMatchObject({
      kind: 'pull_request_gone',
    });
  });

  test('fails when the parent cannot be searched (S9)', async () => {
    tested.server.put(parentList, { status: 502 });
    expect(await tested.fetchStatus(undefined, fork)).toMatchObject({
      failure: { kind: 'unavailable' },
    });
  });
});

function toRedirect(path: string): StubResponse {
  return { status: 301, headers: { location: `/api/v3${path}` } };
}

describe('a renamed repository', () => {
  const renamed = { ...repositoryJson('acme/app'), full_name: 'acme/web', name: 'web' };
  const head = { ...headJson('acme/app', branch), repo: renamed };
  beforeEach(() => {
    const byId = `/repositories/${renamed.id}`;
    tested.server.put(byId, { body: renamed });
    tested.server.put(`${byId}/pulls/12`, { body: pullRequestJson(12, { head }) });
    tested.server.put(`${byId}/pulls/12/reviews?per_page=100`, { body: [] });
    tested.server.put(listPath.replace('/repos/acme/app', byId), { body: [] });
    tested.server.put('/repos/acme/web/pulls/12', { body: pullRequestJson(12, { head }) });
    tested.server.put(toReviewsPath(12, 'acme/web'), { body: [] });
    tested.server.put(toListPath('acme/web', 'acme', branch), {
      body: [pullRequestJson(12, { head })],
    });
  });

  function rename() {
    const byId = `/repositories/${renamed.id}`;
    tested.server.put(repositoryPath, toRedirect(byId));
    tested.server.put(listPath, toRedirect(listPath.replace(repositoryPath, byId)));
    const pull = `${repositoryPath}/pulls/12`;
    tested.server.put(pull, toRedirect(pull.replace(repositoryPath, byId)));
    tested.server.put(
      toReviewsPath(12),
      toRedirect(toReviewsPath(12).replace(repositoryPath, byId)),
    );
  }

  test('is found under its old name', async () => {
    rename();
    expect(await tested.fetchStatus()).toMatchObject({ pullRequest: { number: 12 } });
  });

  test('is found although its old name is still remembered', async () => {
    expect(await tested.fetchStatus()).toMatchObject({ kind: 'no_pull_request' });
    rename();
    expect(await tested.fetchStatus()).toMatchObject({ pullRequest: { number: 12 } });
  });

  test('keeps its known pull request', async () => {
    rename();
    expect(await tested.fetchStatus(tested.toKnown(12))).toMatchObject({
      pullRequest: { number: 12 },
    });
  });
});
