import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { KnownPullRequest } from '../forge.ts';
import { type GitLabScenario, startGitLabScenario } from './testing/start-scenario.ts';

let tested: GitLabScenario;
const branch = 'agent/login';

beforeEach(async () => {
  tested = await startGitLabScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

async function fetchStatus(
  known?: KnownPullRequest,
  repository: RepositoryReference = tested.repository,
): Promise<FetchOutcome | undefined> {
  const [outcome] = await tested.forge.fetchStatuses(
    [{ repository, branch, known }],
    tested.access,
  );
  return outcome;
}

function put(change: Parameters<GitLabScenario['putPullRequest']>[0] = {}): KnownPullRequest {
  return { url: tested.putPullRequest({ number: 12, ...change }).url, state: 'open' };
}

/** Responds with `status` to every path that ends with `end`. */
function refuse(end: string, status: number, headers: Record<string, string> = {}): void {
  tested.server.override(({ path }) => {
    const isRefused = path.replace(/\?.*$/, '').endsWith(end);
    return isRefused ? { status, headers, body: { message: `${status}` } } : undefined;
  });
}

describe('a known merge request', () => {
  test('takes few calls, and only conditional ones while nothing changes', async () => {
    const checks = [{ name: 'build', state: 'passed' } as const];
    const reviews = [{ login: 'bob', verdict: 'approved' } as const];
    const known = put({ checks, reviews, labels: [{ name: 'bug', color: '#d73a4a' }] });
    const first = await fetchStatus(known);
    expect(tested.server.takeCalls()).toHaveLength(7);
    expect(await fetchStatus(known)).toEqual(first);
    const again = tested.server.takeCalls();
    expect(again).toHaveLength(5);
    for (const call of again) expect(call).toMatch(/^304 /);
  });

  test('is counted again only after a push', async () => {
    const known = put();
    await fetchStatus(known);
    tested.server.takeCalls();
    put({ headSha: '2'.repeat(40), additions: 30 });
    expect(await fetchStatus(known)).toMatchObject({ pullRequest: { additions: 30 } });
    expect(tested.server.takeCalls()).toContain('POST /graphql');
  });

  test('is kept when its fork, the project of the row, was deleted', async () => {
    const known = put({ from: 'fork', state: 'merged', settledAt: new Date() });
    tested.server.world.overlays.set(12, { source_project_id: null });
    refuse('/projects/bob%2Fapp', 404);
    expect(await fetchStatus(known, tested.fork)).toMatchObject({
      pullRequest: { state: 'merged' },
    });
  });

  test('is gone when it came from another deleted fork', async () => {
    const known = put({ from: 'otherFork' });
    tested.server.world.overlays.set(12, { source_project_id: null });
    expect(await fetchStatus(known)).toMatchObject({ kind: 'pull_request_gone' });
  });

  test('is open and about to change while it is being merged', async () => {
    const known = put();
    const merging = { state: 'locked', detailed_merge_status: 'not_open', has_conflicts: true };
    tested.server.world.overlays.set(12, merging);
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { state: 'open', settledAt: null, mergeability: 'computing' },
    });
  });

  test('leaves unreported fields unknown', async () => {
    const known = put();
    const unknown = {
      changes_count: null,
      diff_refs: null,
      author: null,
      head_pipeline: undefined,
    };
    tested.server.world.overlays.set(12, { ...unknown, detailed_merge_status: undefined });
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: {
        authorLogin: null,
        checks: { unreadable: expect.stringContaining('scope read_api') },
        mergeability: 'mergeable',
      },
    });
  });
});

describe('a renamed project', () => {
  test('is followed to its new name', async () => {
    put();
    const moved = { owner: 'old', name: 'name' };
    tested.server.override(({ path }) => {
      const { pathname, search } = new URL(path, 'http://x');
      if (!pathname.startsWith('/v4/projects/old%2Fname')) return undefined;
      const location = `/gitlab/api${pathname.replace('old%2Fname', '7')}${search}`;
      return { status: 301, headers: { location }, body: {} };
    });
    const url = `${tested.server.webBaseUrl}/acme/app/-/merge_requests/12`;
    expect(await fetchStatus(undefined, moved)).toMatchObject({ pullRequest: { number: 12, url } });
    const old = `${tested.server.webBaseUrl}/old/name/-/merge_requests/12`;
    const known = { url: old, state: 'open' as const };
    expect(await fetchStatus(known, moved)).toMatchObject({ pullRequest: { number: 12, url } });
  });

  test('is read again before a merge request is reported as gone', async () => {
    const known = put();
    await fetchStatus(known);
    let id = 70;
    tested.server.override(({ path }) => {
      if (path !== '/v4/projects/acme%2Fapp') return undefined;
      return { body: { id, path_with_namespace: 'acme/app', default_branch: 'main' } };
    });
    tested.instant.nowMs += 11 * 60_000;
    expect(await fetchStatus(known)).toMatchObject({ kind: 'pull_request_gone' });
    id = 7;
    expect(await fetchStatus(known)).toMatchObject({ kind: 'refreshed' });
  });
});

test('finds a merge request on a later page of many with the same branch name', async () => {
  for (let number = 20; number < 150; number += 1) {
    tested.putPullRequest({ number, from: 'otherFork' });
  }
  put({ number: 5000 });
  expect(await fetchStatus()).toMatchObject({ pullRequest: { number: 5000 } });
});

describe('when a separate request fails', () => {
  test.each([
    ['/discussions', { unresolvedThreads: null }],
    ['/statuses', { checks: null }],
    ['/merge_requests', { labels: null }],
  ])('%s leaves its field unknown', async (end, expected) => {
    const known = put({
      unresolvedThreads: 2,
      checks: [{ name: 'build', state: 'passed' }],
      labels: [{ name: 'bug', color: '#d73a4a' }],
    });
    refuse(end, 500);
    expect(await fetchStatus(known)).toMatchObject({ kind: 'refreshed', pullRequest: expected });
  });

  test('the counts stay unknown', async () => {
    const known = put();
    tested.server.override(({ path }) => {
      const isCount = /graphql|commits|diffs|changes/.test(path);
      return isCount ? { status: 500, body: {} } : undefined;
    });
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { additions: null, deletions: null, commits: null, changedFiles: 1 },
    });
  });

  test.each(['/discussions', '/statuses', '/approvals', '/reviewers', '/graphql'])(
    'a rate limit of %s is reported (S5)',
    async (end) => {
      const known = put({
        unresolvedThreads: 2,
        checks: [{ name: 'build', state: 'passed' }],
        requestedReviewers: ['bob'],
      });
      refuse(end, 429, { 'retry-after': '120' });
      const retryInMs = 120_000;
      expect(await fetchStatus(known)).toEqual({ kind: 'rate_limited', retryInMs });
    },
  );
});

describe('approvals', () => {
  const approved = { reviews: [{ login: 'bob', verdict: 'approved' as const }] };

  test('fail the row when they cannot be read, so that none is lost (S9)', async () => {
    const known = put(approved);
    refuse('/approvals', 500);
    expect(await fetchStatus(known)).toMatchObject({
      kind: 'failed',
      failure: { kind: 'unavailable' },
    });
  });

  test.each([403, 404])('are unknown when GitLab does not have them (%i)', async (status) => {
    const known = put(approved);
    refuse('/approvals', status);
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { approved: false, reviewDecision: null },
    });
  });

  test('are sufficient when reviewers have no state', async () => {
    const known = put({ ...approved, requestedReviewers: ['eve'] });
    refuse('/reviewers', 404);
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { approved: true, requestedReviewers: ['eve'], reviewerCount: 1 },
    });
  });
});

describe('checks', () => {
  test('are those of the head pipeline, whichever project it runs in', async () => {
    const known = put();
    const pipeline = { id: 77, sha: '9'.repeat(40), ref: 'refs/merge-requests/12/merge' };
    tested.server.world.overlays.set(12, { head_pipeline: { ...pipeline, project_id: 8 } });
    const job = { id: 1, name: 'build', status: 'success', pipeline_id: 77 };
    const others = { id: 2, name: 'deploy', status: 'failed', pipeline_id: 78 };
    tested.server.override(({ path }) => {
      const at = `/v4/projects/8/repository/commits/${pipeline.sha}/statuses`;
      const ref = `ref=${encodeURIComponent(pipeline.ref)}`;
      return path.startsWith(`${at}?${ref}`) ? { body: [job, others] } : undefined;
    });
    expect(await fetchStatus(known)).toMatchObject({
      pullRequest: { checks: { state: 'passed', passed: 1, failed: 0 } },
    });
  });

  test('are empty without a pipeline and take no request', async () => {
    expect(await fetchStatus(put())).toMatchObject({
      pullRequest: { checks: { state: null, passed: 0 } },
    });
    expect(tested.server.takeCalls().join()).not.toContain('statuses');
  });
});

test('treats text of the forge as hostile', async () => {
  const known = put({ title: 'evil\u202e\u0000title' });
  tested.server.world.overlays.set(12, {
    web_url: 'javascript:alert(1)',
    author: { username: 'ada', avatar_url: 'javascript:alert(1)' },
  });
  expect(await fetchStatus(known)).toMatchObject({
    pullRequest: { title: 'evil title', url: known.url, authorAvatarUrl: null },
  });
});

test.each([
  [130, 130, false],
  [1_200, 999, true],
])('of %i unresolved threads %i are counted', async (threads, counted, isAtLeast) => {
  const known = put({ unresolvedThreads: threads });
  const outcome = await fetchStatus(known);
  expect(outcome).toMatchObject({
    pullRequest: { unresolvedThreads: counted, unresolvedThreadsAtLeast: isAtLeast },
  });
});
