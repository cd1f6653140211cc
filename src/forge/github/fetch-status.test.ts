import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KnownPullRequest, RepositoryReference } from '../forge.ts';
import { headJson, pullRequestJson, repositoryJson, reviewJson } from '../testing/github-json.ts';
import { type ForgeUnderTest, startGitHubForge, toAccess } from '../testing/start-github-forge.ts';

const app = { owner: 'acme', name: 'app' };
const branch = 'agent/login';
const repositoryPath = '/repos/acme/app';
const listPath = toListPath('acme/app', 'acme', branch);
const reviewsPath = (number: number, fullName = 'acme/app') =>
  `/repos/${fullName}/pulls/${number}/reviews?per_page=100`;

let tested: ForgeUnderTest;

beforeEach(async () => {
  tested = await startGitHubForge();
  tested.server.put(repositoryPath, { body: repositoryJson('acme/app') });
  tested.server.put(listPath, { body: [] });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function toListPath(base: string, headOwner: string, ofBranch: string): string {
  const head = encodeURIComponent(`${headOwner}:${ofBranch}`);
  return `/repos/${base}/pulls?state=open&head=${head}&per_page=100`;
}

/** A pull request with its reviews, as its own addresses give them. */
function putPullRequest(
  number: number,
  more: Record<string, unknown> = {},
  { reviews = [] as unknown[], fullName = 'acme/app' } = {},
) {
  const body = pullRequestJson(number, more);
  tested.server.put(`/repos/${fullName}/pulls/${number}`, { body });
  tested.server.put(reviewsPath(number, fullName), { body: reviews });
  return body;
}

async function fetchStatus(
  known?: KnownPullRequest,
  repository: RepositoryReference = app,
  ofBranch = branch,
) {
  const request = { repository, branch: ofBranch, known };
  const [outcome] = await tested.forge.fetchStatuses([request], tested.access);
  return outcome;
}

const toKnown = (number: number, state: KnownPullRequest['state'] = 'open', name = 'acme/app') => {
  return { url: `${tested.server.webBaseUrl}/${name}/pull/${number}`, state };
};

describe('a branch without a known pull request', () => {
  test('gets the one that is open', async () => {
    tested.server.put(listPath, { body: [putPullRequest(12)] });
    expect(await fetchStatus()).toEqual({
      kind: 'refreshed',
      pullRequest: {
        url: `${tested.server.webBaseUrl}/acme/app/pull/12`,
        number: 12,
        state: 'open',
        title: 'Fix flaky login test',
        draft: false,
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
        headSha: 'a'.repeat(40),
      },
    });
    const own = '/repos/acme/app/pulls/12';
    const calls = [repositoryPath, listPath, own, reviewsPath(12)];
    expect(tested.server.takeCalls()).toEqual(calls);
  });

  test('has none when the list is empty, which costs one free call from then on', async () => {
    expect(await fetchStatus()).toEqual({ kind: 'no_pull_request' });
    tested.server.takeCalls();
    expect(await fetchStatus()).toEqual({ kind: 'no_pull_request' });
    expect(tested.server.takeCalls()).toEqual([`304 ${listPath}`]);
  });

  test('reads the repository again after ten minutes', async () => {
    await fetchStatus();
    tested.server.takeCalls();
    tested.clock.nowMs += 10 * 60_000;
    await fetchStatus();
    expect(tested.server.takeCalls()).toEqual([`304 ${repositoryPath}`, `304 ${listPath}`]);
  });

  test('gets the newest of several', async () => {
    const bodies = [7, 19, 12].map((number) => putPullRequest(number));
    tested.server.put(listPath, { body: bodies });
    expect(await fetchStatus()).toMatchObject({ pullRequest: { number: 19 } });
  });

  test('is never given that of another fork or another branch of the same name', async () => {
    const strangers = [
      putPullRequest(1, { head: headJson('mallory/app', branch) }),
      putPullRequest(2, { head: headJson('acme/app', 'Agent/Login') }),
      putPullRequest(3, { head: headJson('acme/app', branch, { repo: null }) }),
      putPullRequest(4, { head: headJson('acme/app', `${branch}-2`) }),
    ];
    tested.server.put(listPath, { body: strangers });
    expect(await fetchStatus()).toEqual({ kind: 'no_pull_request' });
  });

  test('is asked for with the case that GitHub gave the owner', async () => {
    const body = repositoryJson('Acme/App');
    tested.server.put(repositoryPath, { body });
    const head = headJson('Acme/App', branch);
    tested.server.put('/repos/Acme/App/pulls/12', { body: pullRequestJson(12, { head }) });
    tested.server.put(reviewsPath(12, 'Acme/App'), { body: [] });
    tested.server.put(toListPath('Acme/App', 'Acme', branch), {
      body: [pullRequestJson(12, { head })],
    });
    const url = `${tested.server.webBaseUrl}/Acme/App/pull/12`;
    expect(await fetchStatus()).toMatchObject({ kind: 'refreshed', pullRequest: { url } });
  });

  test.each(['a"b/ü;$(x)', 'feat/#1?x=%2F', 'a b&head=x:y', '日本/語'])(
    'may be called %s',
    async (odd) => {
      const head = headJson('acme/app', odd);
      tested.server.put(toListPath('acme/app', 'acme', odd), {
        body: [putPullRequest(5, { head })],
      });
      expect(await fetchStatus(undefined, app, odd)).toMatchObject({
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
    tested.server.put(parentList, { body: [putPullRequest(30, { head })] });
    const url = `${tested.server.webBaseUrl}/acme/app/pull/30`;
    expect(await fetchStatus(undefined, fork)).toMatchObject({ pullRequest: { url } });
  });

  test('finds the one within the fork first', async () => {
    tested.server.put(parentList, { body: [putPullRequest(30, { head })] });
    const options = { fullName: 'grace/app' };
    tested.server.put(ownList, { body: [putPullRequest(2, { head }, options)] });
    const url = `${tested.server.webBaseUrl}/grace/app/pull/2`;
    expect(await fetchStatus(undefined, fork)).toMatchObject({ pullRequest: { url } });
    expect(tested.server.takeCalls()).not.toContain(parentList);
  });

  test('is not given that of another fork of the parent', async () => {
    const other = headJson('grace/app-2', branch);
    tested.server.put(parentList, { body: [putPullRequest(30, { head: other })] });
    expect(await fetchStatus(undefined, fork)).toEqual({ kind: 'no_pull_request' });
  });

  test('keeps following a known pull request in the parent', async () => {
    putPullRequest(30, { head });
    expect(await fetchStatus(toKnown(30), fork)).toMatchObject({ pullRequest: { number: 30 } });
    expect(tested.server.takeCalls()).toEqual(['/repos/acme/app/pulls/30', reviewsPath(30)]);
  });

  test('keeps a merged pull request when the fork is deleted', async () => {
    const deleted = headJson('grace/app', branch, { repo: null });
    putPullRequest(30, { head: deleted, state: 'closed', merged: true });
    tested.server.put('/repos/grace/app', { status: 404 });
    const expected = { kind: 'refreshed', pullRequest: { number: 30, state: 'merged' } };
    expect(await fetchStatus(toKnown(30), fork)).toMatchObject(expected);
  });

  test('does not take a deleted fork of somebody else for its own', async () => {
    putPullRequest(30, { head: headJson('mallory/app', branch, { repo: null }) });
    expect(await fetchStatus(toKnown(30), fork)).toEqual({ kind: 'pull_request_gone' });
  });

  test('fails when the parent cannot be looked into: half an answer is none (S9)', async () => {
    tested.server.put(parentList, { status: 502 });
    expect(await fetchStatus(undefined, fork)).toMatchObject({ failure: { kind: 'unavailable' } });
  });
});

describe('a known pull request', () => {
  test('that is open costs two calls, free ones while nothing changes', async () => {
    putPullRequest(12);
    const first = await fetchStatus(toKnown(12));
    const path = '/repos/acme/app/pulls/12';
    expect(tested.server.takeCalls()).toEqual([path, reviewsPath(12)]);
    expect(await fetchStatus(toKnown(12))).toEqual(first);
    expect(tested.server.takeCalls()).toEqual([`304 ${path}`, `304 ${reviewsPath(12)}`]);
  });

  test('that was merged or closed stays when there is no newer one', async () => {
    const times = { closed_at: '2026-01-01T11:30:00Z', merged_at: '2026-01-01T11:00:00Z' };
    putPullRequest(12, { state: 'closed', ...times });
    expect(await fetchStatus(toKnown(12))).toMatchObject({
      pullRequest: { state: 'merged', settledAt: new Date(times.merged_at) },
    });
    putPullRequest(12, { state: 'closed', closed_at: times.closed_at });
    expect(await fetchStatus(toKnown(12, 'merged'))).toMatchObject({
      pullRequest: { state: 'closed', settledAt: new Date(times.closed_at) },
    });
  });

  test('that was merged gives way to a newer open one', async () => {
    putPullRequest(12, { state: 'closed', merged: true });
    tested.server.put(listPath, { body: [putPullRequest(15)] });
    expect(await fetchStatus(toKnown(12, 'merged'))).toMatchObject({
      pullRequest: { number: 15, state: 'open' },
    });
  });

  test('of another branch or repository is gone', async () => {
    putPullRequest(12, { head: headJson('acme/app', 'Agent/login') });
    expect(await fetchStatus(toKnown(12))).toEqual({ kind: 'pull_request_gone' });
    putPullRequest(12, { head: headJson('mallory/app', branch) });
    expect(await fetchStatus(toKnown(12))).toEqual({ kind: 'pull_request_gone' });
  });

  test('of another branch gives way to the right one', async () => {
    putPullRequest(12, { head: headJson('acme/app', 'other') });
    tested.server.put(listPath, { body: [putPullRequest(15)] });
    expect(await fetchStatus(toKnown(12))).toMatchObject({ pullRequest: { number: 15 } });
  });

  test.each([404, 410])('that is answered with %i is gone', async (status) => {
    tested.server.put('/repos/acme/app/pulls/12', { status });
    expect(await fetchStatus(toKnown(12))).toEqual({ kind: 'pull_request_gone' });
  });

  test('is kept when the token lost access to the whole repository (S9)', async () => {
    tested.server.put(repositoryPath, { status: 404 });
    expect(await fetchStatus(toKnown(12))).toMatchObject({ failure: { kind: 'not_found' } });
  });

  test.each(['https://elsewhere.test/acme/app/pull/12', 'not a URL'])(
    'at %s is no pull request of this forge',
    async (url) => {
      const known = { url, state: 'open' as const };
      expect(await fetchStatus(known)).toEqual({ kind: 'pull_request_gone' });
    },
  );

  test('is kept when looking for a newer one fails (S9)', async () => {
    putPullRequest(12, { state: 'closed' });
    tested.server.put(listPath, { status: 500 });
    expect(await fetchStatus(toKnown(12))).toMatchObject({ failure: { kind: 'unavailable' } });
  });
});

describe('a renamed repository', () => {
  const renamed = { ...repositoryJson('acme/app'), full_name: 'acme/web', name: 'web' };
  const head = { ...headJson('acme/app', branch), repo: renamed };
  const redirect = (location: string) => ({
    status: 301,
    headers: { location: `/api/v3${location}` },
  });

  beforeEach(() => {
    const byId = `/repositories/${renamed.id}`;
    tested.server.put(byId, { body: renamed });
    tested.server.put(`${byId}/pulls/12`, { body: pullRequestJson(12, { head }) });
    tested.server.put(`${byId}/pulls/12/reviews?per_page=100`, { body: [] });
    tested.server.put(listPath.replace('/repos/acme/app', byId), { body: [] });
    tested.server.put('/repos/acme/web/pulls/12', { body: pullRequestJson(12, { head }) });
    tested.server.put(reviewsPath(12, 'acme/web'), { body: [] });
    tested.server.put(toListPath('acme/web', 'acme', branch), {
      body: [pullRequestJson(12, { head })],
    });
  });

  function rename() {
    const byId = `/repositories/${renamed.id}`;
    tested.server.put(repositoryPath, redirect(byId));
    tested.server.put(listPath, redirect(listPath.replace(repositoryPath, byId)));
    const pull = `${repositoryPath}/pulls/12`;
    tested.server.put(pull, redirect(pull.replace(repositoryPath, byId)));
    tested.server.put(reviewsPath(12), redirect(reviewsPath(12).replace(repositoryPath, byId)));
  }

  test('is found under its old name', async () => {
    rename();
    expect(await fetchStatus()).toMatchObject({ pullRequest: { number: 12 } });
  });

  test('is noticed although its old name is remembered', async () => {
    expect(await fetchStatus()).toEqual({ kind: 'no_pull_request' });
    rename();
    expect(await fetchStatus()).toMatchObject({ pullRequest: { number: 12 } });
  });

  test('keeps its known pull request', async () => {
    rename();
    expect(await fetchStatus(toKnown(12))).toMatchObject({ pullRequest: { number: 12 } });
  });
});

describe('reviews', () => {
  test('are read from every page', async () => {
    putPullRequest(12);
    const second = `${reviewsPath(12)}&page=2`;
    const comments = Array.from({ length: 100 }, () => reviewJson('Bob', 'COMMENTED', null));
    tested.server.put(reviewsPath(12), {
      body: comments,
      headers: { link: `<${tested.server.apiBaseUrl}${second}>; rel="next"` },
    });
    tested.server.put(second, { body: [reviewJson('Grace', 'APPROVED', '2026-01-01T11:00:00Z')] });
    const expected = { approved: true, reviewerCount: 2 };
    expect(await fetchStatus(toKnown(12))).toMatchObject({ pullRequest: expected });
    tested.server.takeCalls();
    expect(await fetchStatus(toKnown(12))).toMatchObject({ pullRequest: expected });
    expect(tested.server.takeCalls()).toHaveLength(3);
  });

  test('on a page that begins after a full one are seen', async () => {
    putPullRequest(12);
    const body = Array.from({ length: 100 }, () => reviewJson('Bob', 'COMMENTED', null));
    tested.server.put(reviewsPath(12), { body });
    await fetchStatus(toKnown(12));
    const second = `${reviewsPath(12)}&page=2`;
    tested.server.put(second, { body: [reviewJson('Grace', 'CHANGES_REQUESTED', null)] });
    const link = `<${tested.server.apiBaseUrl}${second}>; rel="next"`;
    tested.server.put(reviewsPath(12), { body, headers: { link } });
    expect(await fetchStatus(toKnown(12))).toMatchObject({
      pullRequest: { changesRequested: true },
    });
  });

  test('are not read from another host (S10)', async () => {
    await using elsewhere = await startGitHubForge();
    putPullRequest(12);
    const link = `<${elsewhere.server.apiBaseUrl}/reviews?page=2>; rel="next"`;
    tested.server.put(reviewsPath(12), { body: [], headers: { link } });
    expect(await fetchStatus(toKnown(12))).toMatchObject({ failure: { kind: 'malformed' } });
    expect(elsewhere.server.requests).toEqual([]);
  });

  test('whose pages never end are given up', async () => {
    putPullRequest(12);
    const link = `<${reviewsPath(12)}>; rel="next"`;
    const headers = { link: link.replace('</', '</api/v3/') };
    tested.server.put(reviewsPath(12), { body: [], headers });
    expect(await fetchStatus(toKnown(12))).toMatchObject({ failure: { kind: 'malformed' } });
    expect(tested.server.takeCalls()).toHaveLength(51);
  });
});

describe('several requests', () => {
  const toRequest = (name: string) => {
    return { repository: { owner: 'acme', name }, branch, known: undefined };
  };

  test('are answered in their order, each by itself', async () => {
    tested.server.put('/repos/acme/broken', { body: '{"half":' });
    const names = ['app', 'broken', 'missing', 'app'];
    const outcomes = await tested.forge.fetchStatuses(names.map(toRequest), tested.access);
    const kinds = outcomes.map((outcome) =>
      outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind,
    );
    expect(kinds).toEqual(['no_pull_request', 'malformed', 'not_found', 'no_pull_request']);
  });

  test('outlive what nobody foresaw in one of them', async () => {
    const find = tested.validators.findValidated;
    tested.validators.findValidated = (fingerprint, url) => {
      if (url.includes('/acme/odd')) throw new Error('the disk is gone');
      return find(fingerprint, url);
    };
    const requests = ['odd', 'app'].map(toRequest);
    const outcomes = await tested.forge.fetchStatuses(requests, tested.access);
    expect(outcomes).toMatchObject([
      { kind: 'failed', failure: { kind: 'internal' } },
      { kind: 'no_pull_request' },
    ]);
    expect(tested.errors).toMatchObject([{ error: { message: 'the disk is gone' } }]);
  });

  test('end with the reason they were aborted for (S8)', async () => {
    const controller = new AbortController();
    const reason = new Error('stopping');
    tested.server.put(repositoryPath, () => controller.abort(reason));
    const access = toAccess('ghp_s3cret', controller.signal);
    const requests = Array.from({ length: 30 }, () => toRequest('app'));
    await expect(tested.forge.fetchStatuses(requests, access)).rejects.toBe(reason);
    const asked = tested.server.requests.length;
    await expect(tested.forge.fetchStatuses(requests, access)).rejects.toBe(reason);
    expect(tested.server.requests).toHaveLength(asked);
  });
});

describe('what a forge says', () => {
  test('is taken as hostile text', async () => {
    putPullRequest(12, {
      title: 'evil\u202e\u0000title',
      html_url: 'javascript:alert(1)',
      user: { login: 'Ada', avatar_url: 'javascript:alert(1)' },
    });
    const url = `${tested.server.webBaseUrl}/acme/app/pull/12`;
    expect(await fetchStatus(toKnown(12))).toMatchObject({
      pullRequest: { title: 'evil title', url, authorAvatarUrl: null },
    });
  });

  test('may leave out what is unknown', async () => {
    const bare = {
      number: 12,
      state: 'open',
      title: 'Bare',
      head: { ref: branch, repo: { full_name: 'Acme/App' } },
      base: { ref: 'main' },
    };
    tested.server.put('/repos/acme/app/pulls/12', { body: bare });
    tested.server.put(reviewsPath(12), { body: [] });
    expect(await fetchStatus(toKnown(12))).toMatchObject({
      pullRequest: { additions: null, commits: null, authorLogin: null, headSha: null },
    });
  });
});
