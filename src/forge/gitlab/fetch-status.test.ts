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

async function ask(
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

/** Answers every request whose path ends so, by a status. */
function refuse(end: string, status: number, headers: Record<string, string> = {}): void {
  tested.server.override(({ path }) => {
    const isRefused = path.replace(/\?.*$/, '').endsWith(end);
    return isRefused ? { status, headers, body: { message: `${status}` } } : undefined;
  });
}

describe('a known merge request', () => {
  test('costs few calls, and free ones while nothing changes', async () => {
    const checks = [{ name: 'build', state: 'passed' } as const];
    const reviews = [{ login: 'bob', verdict: 'approved' } as const];
    const known = put({ checks, reviews, labels: [{ name: 'bug', color: '#d73a4a' }] });
    const first = await ask(known);
    expect(tested.server.takeCalls()).toHaveLength(7);
    expect(await ask(known)).toEqual(first);
    const again = tested.server.takeCalls();
    expect(again).toHaveLength(5);
    for (const call of again) expect(call).toMatch(/^304 /);
  });

  test('is counted anew after a push only', async () => {
    const known = put();
    await ask(known);
    tested.server.takeCalls();
    put({ headSha: '2'.repeat(40), additions: 30 });
    expect(await ask(known)).toMatchObject({ pullRequest: { additions: 30 } });
    expect(tested.server.takeCalls()).toContain('POST /graphql');
  });

  test('of a fork that was deleted together with the row’s project stays', async () => {
    const known = put({ from: 'fork', state: 'merged', settledAt: new Date() });
    tested.server.world.overlays.set(12, { source_project_id: null });
    refuse('/projects/bob%2Fapp', 404);
    expect(await ask(known, tested.fork)).toMatchObject({ pullRequest: { state: 'merged' } });
  });

  test('of some other fork that was deleted is gone', async () => {
    const known = put({ from: 'otherFork' });
    tested.server.world.overlays.set(12, { source_project_id: null });
    expect(await ask(known)).toEqual({ kind: 'pull_request_gone' });
  });

  test('that is being merged is closed', async () => {
    const known = put();
    tested.server.world.overlays.set(12, { state: 'locked' });
    expect(await ask(known)).toMatchObject({ pullRequest: { state: 'closed', settledAt: null } });
  });

  test('may leave out what is unknown', async () => {
    const known = put();
    const unknown = {
      changes_count: null,
      diff_refs: null,
      author: null,
      head_pipeline: undefined,
    };
    tested.server.world.overlays.set(12, { ...unknown, detailed_merge_status: undefined });
    expect(await ask(known)).toMatchObject({
      pullRequest: { authorLogin: null, checks: null, mergeability: 'mergeable' },
    });
  });
});

describe('a project that was renamed', () => {
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
    expect(await ask(undefined, moved)).toMatchObject({ pullRequest: { number: 12, url } });
    const old = `${tested.server.webBaseUrl}/old/name/-/merge_requests/12`;
    const known = { url: old, state: 'open' as const };
    expect(await ask(known, moved)).toMatchObject({ pullRequest: { number: 12, url } });
  });

  test('may be another one by now: that is found out before anything is denied', async () => {
    const known = put();
    await ask(known);
    let id = 70;
    tested.server.override(({ path }) => {
      if (path !== '/v4/projects/acme%2Fapp') return undefined;
      return { body: { id, path_with_namespace: 'acme/app', default_branch: 'main' } };
    });
    tested.instant.nowMs += 11 * 60_000;
    expect(await ask(known)).toEqual({ kind: 'pull_request_gone' });
    id = 7;
    expect(await ask(known)).toMatchObject({ kind: 'refreshed' });
  });
});

test('one of many of the same branch name is found on a later page', async () => {
  for (let number = 20; number < 150; number += 1) {
    tested.putPullRequest({ number, from: 'otherFork' });
  }
  put({ number: 5000 });
  expect(await ask()).toMatchObject({ pullRequest: { number: 5000 } });
});

describe('what cannot be read beside it is not told', () => {
  test.each([
    ['/discussions', { unresolvedThreads: null }],
    ['/statuses', { checks: null }],
    ['/merge_requests', { labels: null }],
  ])('%s', async (end, expected) => {
    const known = put({
      unresolvedThreads: 2,
      checks: [{ name: 'build', state: 'passed' }],
      labels: [{ name: 'bug', color: '#d73a4a' }],
    });
    refuse(end, 500);
    expect(await ask(known)).toMatchObject({ kind: 'refreshed', pullRequest: expected });
  });

  test('counts', async () => {
    const known = put();
    tested.server.override(({ path }) => {
      const isCount = /graphql|commits|diffs|changes/.test(path);
      return isCount ? { status: 500, body: {} } : undefined;
    });
    expect(await ask(known)).toMatchObject({
      pullRequest: { additions: null, deletions: null, commits: null, changedFiles: 1 },
    });
  });

  test.each(['/discussions', '/statuses', '/approvals', '/reviewers', '/graphql'])(
    'but a rate limit of %s is (S5)',
    async (end) => {
      const known = put({
        unresolvedThreads: 2,
        checks: [{ name: 'build', state: 'passed' }],
        requestedReviewers: ['bob'],
      });
      refuse(end, 429, { 'retry-after': '120' });
      const until = new Date(tested.instant.nowMs + 120_000);
      expect(await ask(known)).toEqual({ kind: 'rate_limited', until });
    },
  );
});

describe('approvals', () => {
  const approved = { reviews: [{ login: 'bob', verdict: 'approved' as const }] };

  test('that fail fail the row: what was approved stays so (S9)', async () => {
    const known = put(approved);
    refuse('/approvals', 500);
    expect(await ask(known)).toMatchObject({ kind: 'failed', failure: { kind: 'unavailable' } });
  });

  test.each([403, 404])('that the forge does not have (%i) approve nothing', async (status) => {
    const known = put(approved);
    refuse('/approvals', status);
    expect(await ask(known)).toMatchObject({
      pullRequest: { approved: false, reviewDecision: null },
    });
  });

  test('are enough where reviewers have no state', async () => {
    const known = put({ ...approved, requestedReviewers: ['eve'] });
    refuse('/reviewers', 404);
    expect(await ask(known)).toMatchObject({
      pullRequest: { approved: true, requestedReviewers: ['eve'], reviewerCount: 1 },
    });
  });
});

describe('the merge train', () => {
  const car = { id: 1, merge_request: { iid: 12 }, status: 'fresh' };

  function putTrain(status: string): KnownPullRequest {
    const known = put();
    tested.server.world.overlays.set(12, { merge_when_pipeline_succeeds: true });
    tested.server.override(({ path }) => {
      if (path.endsWith('/merge_trains/merge_requests/12')) return { body: { ...car, status } };
      const first = { id: 2, merge_request: { iid: 3 }, status: 'fresh' };
      return path.includes('/merge_trains/main?') ? { body: [first, car] } : undefined;
    });
    return known;
  }

  test('tells the place', async () => {
    expect(await ask(putTrain('fresh'))).toMatchObject({
      pullRequest: { autoMerge: true, inMergeQueue: true, mergeQueuePosition: 2 },
    });
  });

  test('was left by what it merged', async () => {
    expect(await ask(putTrain('skip_merged'))).toMatchObject({
      pullRequest: { inMergeQueue: false, mergeQueuePosition: null },
    });
  });

  test.each([403, 404])('is not told where there is none (%i)', async (status) => {
    const known = putTrain('fresh');
    tested.server.override(({ path }) =>
      path.includes('merge_trains') ? { status, body: { message: 'no' } } : undefined,
    );
    expect(await ask(known)).toMatchObject({
      pullRequest: { autoMerge: true, inMergeQueue: null },
    });
  });

  test('is not asked of what does not merge itself', async () => {
    expect(await ask(put())).toMatchObject({ pullRequest: { inMergeQueue: false } });
    expect(tested.server.takeCalls().join()).not.toContain('merge_trains');
  });
});

describe('checks', () => {
  test('are those of the pipeline that counts, wherever it runs', async () => {
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
    expect(await ask(known)).toMatchObject({
      pullRequest: { checks: { state: 'passed', passed: 1, failed: 0 } },
    });
  });

  test('are none without a pipeline, which is no question', async () => {
    expect(await ask(put())).toMatchObject({ pullRequest: { checks: { state: null, passed: 0 } } });
    expect(tested.server.takeCalls().join()).not.toContain('statuses');
  });
});

describe('without GraphQL', () => {
  beforeEach(() => {
    tested.server.override(({ path }) =>
      path === '/graphql' ? { status: 404, body: {} } : undefined,
    );
  });

  test('the changes are added up', async () => {
    expect(await ask(put())).toMatchObject({
      pullRequest: {
        additions: 3,
        deletions: 1,
        changedFiles: 1,
        commits: 2,
        countsAtLeast: false,
      },
    });
  });

  test('what GitLab leaves out counts as at least', async () => {
    const known = put();
    tested.server.world.overlays.set(12, { changes_count: '1000+' });
    tested.server.override(({ path }) => {
      if (path === '/graphql') return { status: 404, body: {} };
      if (path.includes('/12/diffs')) return { status: 404, body: { error: '404 Not Found' } };
      const left = { old_path: 'a', new_path: 'a', diff: '', too_large: true };
      return path.includes('/12/changes')
        ? { body: { changes: [left], overflow: true } }
        : undefined;
    });
    expect(await ask(known)).toMatchObject({
      pullRequest: { additions: 0, changedFiles: 1000, countsAtLeast: true },
    });
  });
});

test('what a forge says is hostile text', async () => {
  const known = put({ title: 'evil\u202e\u0000title' });
  tested.server.world.overlays.set(12, {
    web_url: 'javascript:alert(1)',
    author: { username: 'ada', avatar_url: 'javascript:alert(1)' },
  });
  expect(await ask(known)).toMatchObject({
    pullRequest: { title: 'evil title', url: known.url, authorAvatarUrl: null },
  });
});
