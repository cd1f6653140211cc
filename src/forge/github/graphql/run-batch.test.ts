import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { StatusRequest } from '../../forge.ts';
import { type ScenarioPullRequest, samplePullRequest } from '../../testing/forge-scenario.ts';
import { noGraphQlFacts } from '../find-pull-request.ts';
import { app, graphQlPath, toReviewsPath, toRulesPaths } from '../testing/paths.ts';
import { toAccess } from '../testing/start-forge.ts';
import { type GitHubScenario, startGitHubScenario } from '../testing/start-scenario.ts';

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario({ timeoutMs: 2_000 });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

const fork = { owner: 'bob', name: 'app' };

function toRequest(branch: string, more: Partial<StatusRequest> = {}): StatusRequest {
  return { repository: app, branch, known: undefined, ...more };
}

/** A row whose pull request is known. */
function put(number: number, change: Partial<ScenarioPullRequest> = {}): StatusRequest {
  const branch = `agent/${number}`;
  const headSha = `${number}`.padStart(40, '0');
  const { url, state, from } = tested.putPullRequest({ number, branch, headSha, ...change });
  const repository = from === 'fork' ? fork : app;
  return { repository, branch: change.branch ?? branch, known: { url, state } };
}

function fetch(...requests: StatusRequest[]): Promise<FetchOutcome[]> {
  return tested.forge.fetchStatuses(requests, tested.access);
}

function toNumbers(outcomes: readonly FetchOutcome[]) {
  return outcomes.map((outcome) =>
    outcome.kind === 'refreshed' ? outcome.pullRequest.number : outcome.kind,
  );
}

/** GraphQL reports more of settled pull requests than the REST calls read. */
function toComparable(outcome: FetchOutcome) {
  if (outcome.kind !== 'refreshed' || outcome.pullRequest.state === 'open') return outcome;
  const { pullRequest } = outcome;
  return { ...pullRequest, ...noGraphQlFacts, unresolvedThreads: null, checks: null };
}

function listRestCalls(): string[] {
  return tested.server.takeCalls().filter((path) => path !== graphQlPath);
}

describe('several rows', () => {
  test('with known pull requests cost a single query', async () => {
    const requests = [3, 1, 2].map((number) => put(number));
    expect(toNumbers(await fetch(...requests))).toEqual([3, 1, 2]);
    expect(tested.server.takeCalls()).toEqual([graphQlPath, ...toRulesPaths()]);
    await fetch(...requests);
    expect(tested.server.takeCalls()).toEqual([graphQlPath]);
  });

  test('cost a second query when some pull requests are new', async () => {
    const [known, found] = [put(1), put(2)];
    const rows = [known, { ...found, known: undefined }, toRequest('agent/none')];
    expect(toNumbers(await fetch(...rows))).toEqual([1, 2, 'no_pull_request']);
    const calls = [graphQlPath, graphQlPath, ...toRulesPaths()];
    expect(tested.server.takeCalls()).toEqual(calls);
  });

  test('have the same facts as by REST, so that nothing seems to change (S11)', async () => {
    const requests = [
      put(1, {
        reviews: [
          { login: 'bob', verdict: 'changes_requested' },
          { login: 'Eve', verdict: 'approved' },
          { login: 'Bob', verdict: 'approved' },
          { login: 'ada', verdict: 'commented' },
        ],
        checks: [
          { name: 'a', state: 'passed' },
          { name: 'b', state: 'failed' },
          { name: 'c', state: 'pending' },
          { name: 'd', state: 'passed', startedAt: new Date('2026-01-01T11:20:00Z') },
        ],
        labels: [
          { name: 'zeal', color: '#00ff00' },
          { name: 'bug', color: '#d73a4a' },
        ],
        requestedReviewers: ['joe', 'eve'],
        unresolvedThreads: 3,
      }),
      put(2, { mergeability: 'behind', draft: true, from: 'fork' }),
      put(8, {
        checks: [
          { name: 'a', state: 'failed' },
          { name: 'b', state: 'pending' },
          { name: 'a', state: 'pending' },
        ],
      }),
      put(3, { mergeability: 'conflicting', author: 'grace' }),
      put(4, { mergeability: 'computing', checks: [] }),
      put(5, { mergeability: 'blocked', title: 'odd\u202e title' }),
      put(6, { state: 'closed', settledAt: new Date('2026-01-01T11:30:00Z') }),
      put(7, { state: 'merged', settledAt: new Date('2026-01-01T11:30:00Z') }),
      toRequest('agent/none'),
    ];
    const batched = await fetch(...requests);
    // Nothing was read by REST for want of a field in the query.
    expect(listRestCalls()).toEqual(toRulesPaths());
    const single: FetchOutcome[] = [];
    for (const request of requests) single.push(...(await fetch(request)));
    expect(single.map(toComparable)).toEqual(batched.map(toComparable));
  });

  test('have the same required checks as by REST where the token may not read the rules (S15)', async () => {
    tested.checkRules?.require?.(['build']);
    const body = { message: 'Resource not accessible by personal access token' };
    tested.server.put('/repos/acme/app/branches/main', { status: 403, body });
    const checks = [
      { name: 'build', state: 'passed' as const },
      { name: 'lint', state: 'failed' as const },
    ];
    const rows = [put(1, { checks }), put(2, { checks: [] })];
    const batched = await fetch(...rows);
    expect(batched).toMatchObject([
      { pullRequest: { checks: { state: 'passed', optionalFailed: 1 } } },
      {},
    ]);
    for (const [index, row] of rows.entries()) {
      const [single] = await fetch(row);
      expect(single && toComparable(single)).toEqual(batched[index]);
    }
  });

  test('that are equal are fetched once', async () => {
    const row = put(1);
    const upper = { ...row, repository: { owner: 'ACME', name: 'App' } };
    expect(toNumbers(await fetch(row, upper, row))).toEqual([1, 1, 1]);
    expect(tested.queries).toHaveLength(1);
    expect(tested.queries[0]?.query).not.toContain('part1');
  });

  test('find the pull request of a fork in its parent, but none from another fork', async () => {
    put(1, { from: 'otherFork', branch: 'x' });
    put(2, { from: 'fork', branch: 'x' });
    put(3, { from: 'repository', branch: 'X' });
    const rows = [toRequest('x', { repository: fork }), toRequest('x'), toRequest('X')];
    expect(toNumbers(await fetch(...rows))).toEqual([2, 'no_pull_request', 3]);
    expect(listRestCalls()).toEqual(toRulesPaths());
  });

  test('use REST when branches of other forks fill the page', async () => {
    for (let number = 1; number <= 60; number += 1) {
      put(number, { from: 'otherFork', branch: 'patch-1' });
    }
    put(61, { branch: 'patch-1' });
    expect(toNumbers(await fetch(toRequest('patch-1'), put(70)))).toEqual([61, 70]);
  });

  test('read the reviews by REST when there is more than one page', async () => {
    const comments = Array.from({ length: 101 }, () => ({
      login: 'bob',
      verdict: 'commented' as const,
    }));
    const reviews = [...comments, { login: 'eve', verdict: 'approved' as const }];
    const [outcome] = await fetch(put(1, { reviews }), put(2));
    expect(outcome).toMatchObject({ pullRequest: { approved: true, reviewerCount: 2 } });
    expect(listRestCalls().toSorted()).toEqual([toReviewsPath(1), ...toRulesPaths()].toSorted());
  });
});

describe('a known pull request in a batch', () => {
  test('that was merged gives way to a newer open one', async () => {
    const row = put(1, { state: 'merged', branch: 'x' });
    put(2, { branch: 'x' });
    expect(toNumbers(await fetch(row, put(9)))).toEqual([2, 9]);
  });

  test('that was merged stays without a newer one', async () => {
    const row = put(1, { state: 'merged' });
    expect(toNumbers(await fetch(row, put(9)))).toEqual([1, 9]);
    expect(tested.queries).toHaveLength(1);
  });

  test('that was open and has been merged stays', async () => {
    const row = put(1);
    put(1, { state: 'merged' });
    expect(await fetch(row, put(9))).toMatchObject([{ pullRequest: { state: 'merged' } }, {}]);
  });

  test('of another branch or a fork is gone', async () => {
    const other = { ...put(1), branch: 'agent/other' };
    const stranger = { ...put(2, { from: 'otherFork' }), repository: app };
    const elsewhere = toRequest('x', { known: { url: 'https://elsewhere.test/1', state: 'open' } });
    const outcomes = await fetch(other, stranger, elsewhere, put(9));
    const gone = 'pull_request_gone';
    expect(toNumbers(outcomes)).toEqual([gone, gone, gone, 9]);
  });

  test('that does not exist is decided by REST', async () => {
    const row = put(1);
    tested.removePullRequest(1);
    const missing = toRequest('x', { repository: { owner: 'acme', name: 'missing' } });
    const outcomes = await fetch(row, missing, put(9));
    expect(toNumbers(outcomes)).toEqual(['pull_request_gone', 'failed', 9]);
    expect(outcomes[1]).toMatchObject({ failure: { kind: 'not_found' } });
  });

  test('with a number too large for GraphQL does not fail the query', async () => {
    const url = `${tested.server.webBaseUrl}/acme/app/pull/4294967296`;
    const row = toRequest('x', { known: { url, state: 'open' } });
    expect(toNumbers(await fetch(row, put(9)))).toEqual(['pull_request_gone', 9]);
    expect(tested.queries).toHaveLength(1);
  });
});

describe('rows of one token', () => {
  test('are fetched with one query at a time', async () => {
    let running = 0;
    let most = 0;
    tested.answerQueries(() => {
      running += 1;
      most = Math.max(most, running);
      // The scenario responds after this turn of the event loop.
      setImmediate(() => (running -= 1));
      return undefined;
    });
    const pairs = [1, 3, 5].map((number) => [put(number), put(number + 1)]);
    await Promise.all(pairs.map((pair) => fetch(...pair)));
    expect(tested.queries).toHaveLength(3);
    expect(most).toBe(1);
  });

  test('that are aborted while queued are given up (S8)', async () => {
    tested.answerQueries(() => ({ kind: 'hang' }));
    const [first, second] = [new AbortController(), new AbortController()];
    const rows = [put(1), put(2)];
    const fetchWith = ({ signal }: AbortController) =>
      tested.forge.fetchStatuses(rows, toAccess('ghp_s3cret', signal));
    const [running, waiting] = [fetchWith(first), fetchWith(second)];
    second.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    first.abort(new Error('stopped too'));
    await expect(running).rejects.toThrow('stopped too');
  });
});

test('the sample has no unknown facts', async () => {
  const checks = [{ name: 'build', state: 'failed' as const }];
  const [outcome] = await fetch(
    put(12, { checks, unresolvedThreads: 1, headSha: samplePullRequest.headSha }),
    put(9),
  );
  expect(outcome).toMatchObject({
    pullRequest: {
      headSha: samplePullRequest.headSha,
      changedAt: samplePullRequest.changedAt,
      checks: { state: 'failed', failed: 1 },
      mergeability: 'mergeable',
      unresolvedThreads: 1,
      reviewDecision: 'none',
      autoMerge: false,
      inMergeQueue: false,
    },
  });
});
