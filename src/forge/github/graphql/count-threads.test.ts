import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StatusRequest } from '../../forge.ts';
import { type GitHubScenario, startGitHubScenario } from '../testing/start-scenario.ts';

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

function putRow(number: number, unresolvedThreads: number): StatusRequest {
  const branch = `agent/${number}`;
  const { url } = tested.putPullRequest({ number, branch, unresolvedThreads });
  return { repository: tested.repository, branch, known: { url, state: 'open' } };
}

async function fetchThreads(rows: StatusRequest[]) {
  const outcomes = await tested.forge.fetchStatuses(rows, tested.access);
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
    const { unresolvedThreads, unresolvedThreadsAtLeast } = outcome.pullRequest;
    return unresolvedThreadsAtLeast ? `${unresolvedThreads}+` : unresolvedThreads;
  });
}

describe('more threads than a page', () => {
  test('are counted with one more query per page for all pull requests', async () => {
    const rows = [putRow(1, 250), putRow(2, 3), putRow(3, 120)];
    expect(await fetchThreads(rows)).toEqual([250, 3, 120]);
    expect(tested.queries).toHaveLength(3);
  });

  test('are counted for a single row too', async () => {
    expect(await fetchThreads([putRow(1, 250)])).toEqual([250]);
  });

  test('are a lower bound beyond a thousand', async () => {
    expect(await fetchThreads([putRow(1, 2_000), putRow(2, 0)])).toEqual(['999+', 0]);
  });

  test.each([
    ['is limited', { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }] }],
    ['has no threads', { data: { part0: { pullRequest: null } } }],
  ])('are a lower bound when a further query %s', async (_, body) => {
    tested.answerQueries(({ query }) => (query.includes('after0') ? { body } : undefined));
    expect(await fetchThreads([putRow(1, 250), putRow(2, 3)])).toEqual(['99+', 3]);
  });
});
