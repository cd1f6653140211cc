import { describe, expect, test } from 'vitest';
import { fetchOutcome, getPullRequest, type ScenarioPullRequest } from '../forge-scenario.ts';
import { hostileBranches } from './addresses.ts';
import type { StartScenario } from './expectations.ts';

const noPullRequest = { kind: 'no_pull_request' };
// Git forbids `..` in branch names.
const validBranches = hostileBranches.filter((name) => !name.includes('..'));

export function testFinding(start: StartScenario): void {
  test('reports no pull request for a branch without one', async () => {
    await using scenario = await start();
    expect(await fetchOutcome(scenario)).toMatchObject(noPullRequest);
    expect(await fetchOutcome(scenario, { repository: scenario.fork })).toMatchObject(
      noPullRequest,
    );
  });

  test('finds an open pull request from the repository itself', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 7 });
    const other = scenario.putPullRequest({ number: 8, branch: 'agent/other' });
    expect(await getPullRequest(scenario)).toMatchObject({ url, number: 7, state: 'open' });
    const found = await getPullRequest(scenario, { branch: 'agent/other' });
    expect(found).toMatchObject({ url: other.url, number: 8 });
  });

  test('finds the pull request of a fork’s branch in the parent repository', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 9, from: 'fork' });
    const found = await getPullRequest(scenario, { repository: scenario.fork });
    expect(found).toMatchObject({ url, number: 9 });
  });

  describe('never returns the pull request of a branch with the same name in another repository', () => {
    test.each<[ScenarioPullRequest['from'], 'repository' | 'fork' | 'otherFork']>([
      ['fork', 'repository'],
      ['otherFork', 'repository'],
      ['repository', 'fork'],
      ['otherFork', 'fork'],
      ['fork', 'otherFork'],
    ])('when the only pull request is from %s and the branch is in %s', async (from, row) => {
      await using scenario = await start();
      scenario.putPullRequest({ from });
      expect(await fetchOutcome(scenario, { repository: scenario[row] })).toMatchObject(
        noPullRequest,
      );
    });

    test('when that pull request is newer', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ number: 5, from: 'repository' });
      scenario.putPullRequest({ number: 6, from: 'fork' });
      scenario.putPullRequest({ number: 7, from: 'otherFork' });
      expect((await getPullRequest(scenario)).number).toBe(5);
      expect((await getPullRequest(scenario, { repository: scenario.fork })).number).toBe(6);
    });
  });

  test('distinguishes branches that differ only in case', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ number: 5, branch: 'Agent/Login' });
    expect(await fetchOutcome(scenario, { branch: 'agent/login' })).toMatchObject(noPullRequest);
    scenario.putPullRequest({ number: 6, branch: 'agent/login' });
    expect((await getPullRequest(scenario, { branch: 'Agent/Login' })).number).toBe(5);
    expect((await getPullRequest(scenario, { branch: 'agent/login' })).number).toBe(6);
  });

  test('prefers an open pull request to a closed or merged one', async () => {
    await using scenario = await start();
    const settledAt = new Date('2026-01-01T11:30:00Z');
    scenario.putPullRequest({ number: 5 });
    scenario.putPullRequest({ number: 6, state: 'closed', settledAt, changedAt: settledAt });
    scenario.putPullRequest({ number: 7, state: 'merged', settledAt, changedAt: settledAt });
    expect(await getPullRequest(scenario)).toMatchObject({ number: 5, state: 'open' });
  });

  test('returns the newest of several open pull requests, whichever changed last', async () => {
    await using scenario = await start();
    const changedAt = new Date('2026-01-01T11:59:00Z');
    scenario.putPullRequest({ number: 5, changedAt });
    scenario.putPullRequest({ number: 8, baseBranch: 'release' });
    scenario.putPullRequest({ number: 7, baseBranch: 'next', changedAt });
    expect((await getPullRequest(scenario)).number).toBe(8);
  });

  test.each(validBranches)('matches the branch %j exactly', async (branch) => {
    await using scenario = await start();
    scenario.putPullRequest({ number: 5, branch });
    scenario.putPullRequest({ number: 6, branch: `${branch}2` });
    const found = await getPullRequest(scenario, { branch });
    expect(found).toMatchObject({ number: 5, headBranch: branch });
  });

  test.each([
    'agent/login&state=all',
    'agent/login?x=1',
    'agent/login#',
    'x" OR source.branch.name="agent/login',
    'agent/*',
    '../agent/login',
    'agent/login\ud800',
    'agent/login\n',
  ])('does not find another branch when the name is %j', async (branch) => {
    await using scenario = await start();
    scenario.putPullRequest({});
    const outcome = await fetchOutcome(scenario, { branch });
    expect(outcome?.kind).not.toBe('refreshed');
  });

  test('returns batched outcomes in the order of the requests', async () => {
    await using scenario = await start();
    const { forge, access, repository, fork } = scenario;
    const numbers = [3, 1, 4, 15, 9, 2, 6];
    for (const number of numbers) scenario.putPullRequest({ number, branch: `agent/${number}` });
    scenario.putPullRequest({ number: 20, branch: 'agent/fork', from: 'fork' });
    const known = undefined;
    const rows = numbers.map((number) => ({ repository, branch: `agent/${number}`, known }));
    const missing = { owner: repository.owner, name: 'missing' };
    const outcomes = await forge.fetchStatuses(
      [
        ...rows,
        { repository: missing, branch: 'agent/3', known },
        { repository, branch: 'agent/none', known },
        { repository: fork, branch: 'agent/fork', known },
      ],
      access,
    );
    const reported = outcomes.map((outcome) =>
      outcome.kind === 'refreshed' ? outcome.pullRequest.number : outcome.kind,
    );
    expect(reported).toEqual([...numbers, 'failed', 'no_pull_request', 20]);
  });

  test('sends no request for an empty batch', async () => {
    await using scenario = await start();
    expect(await scenario.forge.fetchStatuses([], scenario.access)).toEqual([]);
    expect(scenario.requests).toEqual([]);
  });
}
