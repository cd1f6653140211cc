import { describe, expect, test } from 'vitest';
import { askRow, getPullRequest } from '../ask-row.ts';
import type { ScenarioPullRequest } from '../forge-scenario.ts';
import { hostileBranches } from './addresses.ts';
import type { StartScenario } from './asking.ts';

const nothing = { kind: 'no_pull_request' };
// Git allows no `..` in a name, but forges need not be asked by git.
const askableBranches = hostileBranches.filter((name) => !name.includes('..'));

export function testFinding(start: StartScenario): void {
  test('a branch without one has none', async () => {
    await using scenario = await start();
    expect(await askRow(scenario)).toEqual(nothing);
    expect(await askRow(scenario, { repository: scenario.fork })).toEqual(nothing);
  });

  test('an open one of the repository itself is found', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 7 });
    const other = scenario.putPullRequest({ number: 8, branch: 'agent/other' });
    expect(await getPullRequest(scenario)).toMatchObject({ url, number: 7, state: 'open' });
    const found = await getPullRequest(scenario, { branch: 'agent/other' });
    expect(found).toMatchObject({ url: other.url, number: 8 });
  });

  test('the one of a fork is found in the repository it was forked from', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 9, from: 'fork' });
    const found = await getPullRequest(scenario, { repository: scenario.fork });
    expect(found).toMatchObject({ url, number: 9 });
  });

  describe('another fork’s branch of the same name is never shown', () => {
    test.each<[ScenarioPullRequest['from'], 'repository' | 'fork' | 'otherFork']>([
      ['fork', 'repository'],
      ['otherFork', 'repository'],
      ['repository', 'fork'],
      ['otherFork', 'fork'],
      ['fork', 'otherFork'],
    ])('when the only one is from %s and the row is of %s', async (from, row) => {
      await using scenario = await start();
      scenario.putPullRequest({ from });
      expect(await askRow(scenario, { repository: scenario[row] })).toEqual(nothing);
    });

    test('when it is newer', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ number: 5, from: 'repository' });
      scenario.putPullRequest({ number: 6, from: 'fork' });
      scenario.putPullRequest({ number: 7, from: 'otherFork' });
      expect((await getPullRequest(scenario)).number).toBe(5);
      expect((await getPullRequest(scenario, { repository: scenario.fork })).number).toBe(6);
    });
  });

  test('branches that differ in case only are different', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ number: 5, branch: 'Agent/Login' });
    expect(await askRow(scenario, { branch: 'agent/login' })).toEqual(nothing);
    scenario.putPullRequest({ number: 6, branch: 'agent/login' });
    expect((await getPullRequest(scenario, { branch: 'Agent/Login' })).number).toBe(5);
    expect((await getPullRequest(scenario, { branch: 'agent/login' })).number).toBe(6);
  });

  test('an open one goes before a closed one', async () => {
    await using scenario = await start();
    const settledAt = new Date('2026-01-01T11:30:00Z');
    scenario.putPullRequest({ number: 5 });
    scenario.putPullRequest({ number: 6, state: 'closed', settledAt, changedAt: settledAt });
    scenario.putPullRequest({ number: 7, state: 'merged', settledAt, changedAt: settledAt });
    expect(await getPullRequest(scenario)).toMatchObject({ number: 5, state: 'open' });
  });

  test('of several open ones the newest is shown, whichever changed last', async () => {
    await using scenario = await start();
    const changedAt = new Date('2026-01-01T11:59:00Z');
    scenario.putPullRequest({ number: 5, changedAt });
    scenario.putPullRequest({ number: 8, baseBranch: 'release' });
    scenario.putPullRequest({ number: 7, baseBranch: 'next', changedAt });
    expect((await getPullRequest(scenario)).number).toBe(8);
  });

  test.each(askableBranches)('the branch %j is found by its exact name', async (branch) => {
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
  ])('the name %j asks for no other branch', async (branch) => {
    await using scenario = await start();
    scenario.putPullRequest({});
    const outcome = await askRow(scenario, { branch });
    expect(outcome?.kind).not.toBe('refreshed');
  });

  test('rows asked together are answered in their order', async () => {
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
    const told = outcomes.map((outcome) =>
      outcome.kind === 'refreshed' ? outcome.pullRequest.number : outcome.kind,
    );
    expect(told).toEqual([...numbers, 'failed', 'no_pull_request', 20]);
  });

  test('no rows ask nothing', async () => {
    await using scenario = await start();
    expect(await scenario.forge.fetchStatuses([], scenario.access)).toEqual([]);
    expect(scenario.requests).toEqual([]);
  });
}
