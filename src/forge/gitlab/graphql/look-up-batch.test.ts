import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutRuns } from '../../../../test/support/checks.ts';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { StatusRequest } from '../../forge.ts';
import type { DoubleRequest } from '../../testing/forge-double.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { type GitLabScenario, startGitLabScenario } from '../testing/start-scenario.ts';

let tested: GitLabScenario;

beforeEach(async () => {
  tested = await startGitLabScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

const rich: Partial<ScenarioPullRequest> = {
  title: 'Rich',
  reviews: [
    { login: 'bob', verdict: 'approved' },
    { login: 'eve', verdict: 'commented' },
  ],
  requestedReviewers: ['zoe', 'joe'],
  labels: [
    { name: 'needs docs', color: '#0075ca' },
    { name: 'bug', color: '#d73a4a' },
  ],
  checks: [
    { name: 'build', state: 'passed' },
    { name: 'test', state: 'failed' },
  ],
  mergeability: 'blocked',
  unresolvedThreads: 3,
};

function putMany(count: number, change: Partial<ScenarioPullRequest> = {}): StatusRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const number = 100 + index;
    const { url, branch } = tested.putPullRequest({ ...change, number, branch: `agent/${number}` });
    const repository = change.from === 'fork' ? tested.fork : tested.repository;
    return { repository, branch, known: { url, state: 'open' } };
  });
}

async function fetchStatuses(requests: StatusRequest[]): Promise<FetchOutcome[]> {
  return (await tested.forge.fetchStatuses(requests, tested.access)).map(withoutRuns);
}

async function fetchSingly(requests: StatusRequest[]): Promise<FetchOutcome[]> {
  const outcomes: FetchOutcome[] = [];
  for (const request of requests) outcomes.push(...(await fetchStatuses([request])));
  return outcomes;
}

function unknown(requests: StatusRequest[]): StatusRequest[] {
  return requests.map((request) => ({ ...request, known: undefined }));
}

function toNumberOrKind(outcome: FetchOutcome) {
  return outcome.kind === 'refreshed' ? outcome.pullRequest.number : outcome.kind;
}

function countGraphql(): number {
  return tested.server.takeCalls().filter((call) => call.includes('/graphql')).length;
}

describe('twenty rows of one project', () => {
  test('take three calls at first, then one', async () => {
    const requests = putMany(20);
    const outcomes = await fetchStatuses(requests);
    expect(outcomes.map(toNumberOrKind)).toEqual(requests.map((_, index) => 100 + index));
    expect(tested.server.takeCalls()).toEqual([
      'POST /graphql',
      'GET /v4/projects/acme%2Fapp',
      // Whether no pipeline means that there is none.
      'GET /v4/projects/acme%2Fapp/merge_requests/100',
    ]);
    await fetchStatuses(requests);
    expect(tested.server.takeCalls()).toEqual(['POST /graphql']);
  });

  test('take three calls when no merge request is known', async () => {
    const requests = unknown(putMany(20));
    tested.server.world.pulls.delete(105);
    const outcomes = await fetchStatuses(requests);
    expect(outcomes.map(toNumberOrKind)).toEqual(
      requests.map((_, index) => (index === 5 ? 'no_pull_request' : 100 + index)),
    );
    expect(tested.server.takeCalls()).toHaveLength(3);
  });

  test('of a fork are found in its parent project', async () => {
    const requests = unknown(putMany(20, { from: 'fork' }));
    const outcomes = await fetchStatuses(requests);
    expect(outcomes.map(toNumberOrKind)).toEqual(requests.map((_, index) => 100 + index));
    expect(tested.server.takeCalls()).toHaveLength(5);
    await fetchStatuses(requests);
    expect(tested.server.takeCalls()).toHaveLength(2);
  });

  test('send branch names only as variables', async () => {
    const branch = `agent/"}) { id } #`;
    tested.putPullRequest({ number: 5, branch });
    const { repository } = tested;
    const rows = [branch, 'agent/*'].map((name) => ({
      repository,
      branch: name,
      known: undefined,
    }));
    expect((await fetchStatuses(rows)).map(toNumberOrKind)).toEqual([5, 'no_pull_request']);
  });
});

describe('a batch returns the same as single requests', () => {
  test.each<[string, Partial<ScenarioPullRequest>]>([
    ['for plain merge requests', {}],
    ['for merge requests with all details', rich],
    ['for conflicting drafts', { draft: true, mergeability: 'conflicting' }],
    ['for requested changes', { reviews: [{ login: 'bob', verdict: 'changes_requested' }] }],
    ['while GitLab checks for conflicts', { mergeability: 'computing' }],
    ['for merge requests from a fork', { ...rich, from: 'fork' }],
    ['for merge requests from a fork without a pipeline', { from: 'fork' }],
  ])('%s', async (_, change) => {
    const requests = putMany(3, change);
    const singly = await fetchSingly(requests);
    expect(singly.map(toNumberOrKind)).toEqual([100, 101, 102]);
    expect(await fetchStatuses(requests)).toEqual(singly);
    expect(await fetchStatuses(unknown(requests))).toEqual(singly);
  });

  test('for merge requests that were merged, closed, removed or moved to another branch', async () => {
    const requests = putMany(6);
    const settledAt = new Date('2026-01-01T11:30:00Z');
    const branchOf = (number: number) => `agent/${number}`;
    tested.putPullRequest({ number: 100, branch: branchOf(100), state: 'merged', settledAt });
    tested.putPullRequest({ number: 101, branch: branchOf(101), state: 'closed', settledAt });
    tested.putPullRequest({ number: 102, branch: 'agent/other' });
    tested.putPullRequest({ number: 103, branch: branchOf(103), from: 'otherFork' });
    tested.removePullRequest(104);
    const outcomes = await fetchStatuses(requests);
    expect(outcomes.map(toNumberOrKind)).toEqual([
      100,
      101,
      'pull_request_gone',
      'pull_request_gone',
      'pull_request_gone',
      105,
    ]);
    expect(outcomes).toEqual(await fetchSingly(requests));
  });
});

describe('a pipeline (S13)', () => {
  const jobs = {
    pageInfo: { hasNextPage: false },
    nodes: [
      { id: 'gid://gitlab/Ci::Build/1', name: 'build', status: 'SUCCESS', allowFailure: false },
    ],
  };
  const older = '0'.repeat(40);

  test.each<[string, string, string, number]>([
    ['of the head counts', '1'.repeat(40), 'refs/heads/agent/100', 1],
    ['of an older commit does not count', older, 'refs/heads/agent/100', 0],
    ['for the merged result counts', older, 'refs/merge-requests/100/merge', 1],
    ['of a merge train counts', older, 'refs/merge-requests/100/train', 1],
    ['of another merge request does not count', older, 'refs/merge-requests/10/merge', 0],
    ['of an older commit of this merge request', older, 'refs/merge-requests/100/head', 0],
  ])('%s', async (_, sha, refPath, passed) => {
    const requests = putMany(2);
    const pipeline = { id: 600, sha, ref: refPath, project_id: 7 };
    const statuses = [{ id: 1, name: 'build', status: 'success', pipeline_id: 600 }];
    tested.server.override(({ path }) =>
      path.includes(`/commits/${sha}/statuses`) ? { body: statuses } : undefined,
    );
    tested.server.world.overlays.set(100, {
      head_pipeline: pipeline,
      graphql: { headPipeline: { sha, refPath, jobs } },
    });
    const [batched] = await fetchStatuses(requests);
    expect(batched).toMatchObject({ pullRequest: { checks: { passed, failed: 0 } } });
    expect(await fetchSingly(requests.slice(0, 1))).toEqual([batched]);
  });
});

describe('a merge request without a pipeline (S16)', () => {
  const unreadable = { unreadable: expect.stringContaining('no access to the pipelines') };

  test('has no checks if the token may read pipelines', async () => {
    const [outcome] = await fetchStatuses(putMany(2));
    expect(outcome).toMatchObject({ pullRequest: { checks: { state: null, required: {} } } });
  });

  test('has unknown checks if the token may not', async () => {
    const requests = putMany(2, { checks: [{ name: 'build', state: 'passed' }] });
    tested.server.world.hidden.add('pipelines');
    for (const outcome of await fetchStatuses(requests)) {
      expect(outcome).toMatchObject({ pullRequest: { checks: unreadable } });
    }
    expect(await fetchSingly(requests)).toEqual(await fetchStatuses(requests));
  });

  test('is read again after ten minutes', async () => {
    const requests = putMany(2);
    tested.server.world.hidden.add('pipelines');
    await fetchStatuses(requests);
    tested.server.world.hidden.clear();
    tested.instant.nowMs += 10 * 60_000;
    const [outcome] = await fetchStatuses(requests);
    expect(outcome).toMatchObject({ pullRequest: { checks: { state: null } } });
  });
});

describe('an incomplete response affects only its own rows (S9)', () => {
  /** Overrides fields of one merge request in the GraphQL response. */
  function override(number: number, fields: Record<string, unknown>): void {
    tested.server.world.overlays.set(number, { graphql: fields });
  }

  const failing = () => {
    throw new Error('Timeout on MergeRequest.headPipeline');
  };

  test.each<[string, Record<string, unknown>]>([
    ['a failed field', { headPipeline: failing }],
    ['a failed merge request', { title: failing }],
    ['missing counts', { diffStatsSummary: null }],
    ['a merge status that was never checked', { detailedMergeStatus: 'UNCHECKED' }],
    ['more jobs than listed', { headPipeline: { sha: '1'.repeat(40), jobs: jobsPage(true) } }],
    ['a possible merge train', { autoMergeEnabled: true, autoMergeStrategy: 'merge_train' }],
  ])('a merge request with %s is read by REST', async (_, fields) => {
    const requests = putMany(4);
    override(101, fields);
    for (const rows of [requests, unknown(requests)]) {
      tested.server.takeCalls();
      expect((await fetchStatuses(rows)).map(toNumberOrKind)).toEqual([100, 101, 102, 103]);
      expect(
        tested.server.takeCalls().filter((call) => call.endsWith('merge_requests/101')),
      ).toHaveLength(1);
    }
  });

  test('a failed list does not mean that there is none', async () => {
    const requests = unknown(putMany(3));
    tested.server.override(({ path }) => {
      const project = { id: 'gid://gitlab/Project/7', mergeRequests: null };
      const errors = [{ message: 'Timeout', path: ['project', 'mergeRequests'] }];
      return path === '/graphql' ? { body: { data: { project }, errors } } : undefined;
    });
    expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([100, 101, 102]);
  });

  test('an error without a path invalidates the whole response', async () => {
    const requests = unknown(putMany(3));
    const pageInfo = { hasNextPage: false, endCursor: null };
    tested.server.override(({ path }) => {
      const project = { id: 'gid://gitlab/Project/7', mergeRequests: { pageInfo, nodes: [] } };
      return path === '/graphql'
        ? { body: { data: { project }, errors: [{ message: 'Timeout' }] } }
        : undefined;
    });
    expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([100, 101, 102]);
  });

  test('another project of the same name is ignored', async () => {
    const requests = unknown(putMany(3));
    await fetchStatuses(requests.slice(0, 1));
    const pageInfo = { hasNextPage: false, endCursor: null };
    tested.server.override(({ path }) => {
      const project = { id: 'gid://gitlab/Project/70', mergeRequests: { pageInfo, nodes: [] } };
      return path === '/graphql' ? { body: { data: { project } } } : undefined;
    });
    expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([100, 101, 102]);
  });

  test('reads further pages when many merge requests have the same branch name', async () => {
    const requests = unknown(putMany(2));
    for (let number = 200; number < 250; number += 1) {
      tested.putPullRequest({ number, branch: 'agent/100', from: 'otherFork' });
    }
    tested.putPullRequest({ number: 300, branch: 'agent/100' });
    expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([300, 101]);
    expect(countGraphql()).toBe(3);
  });

  test('reads rows by REST when there are too many pages', async () => {
    const requests = unknown(putMany(2));
    for (let number = 200; number < 350; number += 1) {
      tested.putPullRequest({ number, branch: 'agent/100', from: 'otherFork' });
    }
    tested.putPullRequest({ number: 400, branch: 'agent/100' });
    expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([400, 101]);
  });
});

describe('without usable GraphQL', () => {
  const isGraphql = ({ path }: DoubleRequest) => path === '/graphql';
  const refused = [
    { status: 404, body: { error: '404 Not Found' } },
    { status: 401, body: { errors: [{ message: 'Invalid token' }] } },
    { status: 502, body: '<html>' },
    { body: { errors: [{ message: "Field 'iid' doesn't exist on type 'MergeRequest'" }] } },
    { body: { errors: [{ message: 'Query has complexity of 300' }], data: null } },
    { body: '<html>' },
  ];

  test.each(refused)('REST is used for ten minutes after %j', async (response) => {
    const requests = putMany(3);
    tested.server.override((request) => (isGraphql(request) ? response : undefined));
    for (let round = 0; round < 2; round += 1) {
      expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([100, 101, 102]);
    }
    expect(countGraphql()).toBe(1);
    tested.instant.nowMs += 10 * 60_000;
    tested.server.override(() => undefined);
    expect((await fetchStatuses(requests)).map(toNumberOrKind)).toEqual([100, 101, 102]);
    expect(countGraphql()).toBe(1);
  });

  test('a rate limit stops all rows (S5)', async () => {
    const requests = putMany(3);
    tested.server.override((request) => {
      const headers = { 'retry-after': '90' };
      return isGraphql(request) ? { status: 429, headers, body: 'Retry later' } : undefined;
    });
    const retryInMs = 90_000;
    expect(await fetchStatuses(requests)).toEqual(
      requests.map(() => ({ kind: 'rate_limited', retryInMs })),
    );
    expect(tested.server.takeCalls()).toEqual(['POST /graphql']);
  });

  test('a failing project does not affect rows of other projects', async () => {
    const missing = { owner: 'acme', name: 'missing' };
    const failing = ['a', 'b'].map((name) => ({
      repository: missing,
      branch: name,
      known: undefined,
    }));
    const outcomes = await fetchStatuses([...failing, ...unknown(putMany(2))]);
    expect(outcomes.map(toNumberOrKind)).toEqual(['failed', 'failed', 100, 101]);
  });
});

test('a timeout fails the rows once, and REST is used from then on', async () => {
  await using slow = await startGitLabScenario({ timeoutMs: 1_000 });
  const requests = ['a', 'b'].map((branch, index) => {
    const { url } = slow.putPullRequest({ number: 100 + index, branch });
    return { repository: slow.repository, branch, known: { url, state: 'open' as const } };
  });
  slow.fail({ kind: 'hang' });
  const failed = { kind: 'failed', failure: { kind: 'timed_out' } };
  const outcomes = await slow.forge.fetchStatuses(requests, slow.access);
  expect(outcomes).toMatchObject([failed, failed]);
  slow.restore();
  slow.server.takeCalls();
  slow.server.override(({ path }) => (path === '/graphql' ? { status: 500, body: {} } : undefined));
  expect((await slow.forge.fetchStatuses(requests, slow.access)).map(toNumberOrKind)).toEqual([
    100, 101,
  ]);
  expect(slow.server.takeCalls().join()).not.toContain('graphql');
});

function jobsPage(hasNextPage: boolean) {
  return { pageInfo: { hasNextPage }, nodes: [] };
}
