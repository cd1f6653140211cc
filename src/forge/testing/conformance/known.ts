import { describe, expect, test } from 'vitest';
import { fetchOutcome, getPullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const settledAt = new Date('2026-01-01T11:30:00Z');

export function testKnown(start: StartScenario): void {
  describe.each(['closed', 'merged'] as const)('that is %s', (state) => {
    test('is still returned when there is no newer one', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt });
      const found = await getPullRequest(scenario, { known: { url, state } });
      expect(found).toMatchObject({ url, number: 5, state });
    });

    test('is returned with its new state when it was open before', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5 });
      expect((await getPullRequest(scenario)).state).toBe('open');
      scenario.putPullRequest({ number: 5, state, settledAt, changedAt: settledAt });
      const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
      expect(found).toMatchObject({ url, number: 5, state });
    });

    test('is replaced by a newer open one', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt });
      scenario.putPullRequest({ number: 6 });
      const found = await getPullRequest(scenario, { known: { url, state } });
      expect(found).toMatchObject({ number: 6, state: 'open' });
    });

    test('is not replaced by one from another fork', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt });
      scenario.putPullRequest({ number: 6, from: 'otherFork' });
      const found = await getPullRequest(scenario, { known: { url, state } });
      expect(found).toMatchObject({ number: 5, state });
    });

    test('is still returned when it comes from a fork', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt, from: 'fork' });
      const query = { repository: scenario.fork, known: { url, state } };
      expect(await getPullRequest(scenario, query)).toMatchObject({ number: 5, state });
    });
  });

  test('is still returned while it is open', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 5 });
    const known = { url, state: 'open' } as const;
    expect(await getPullRequest(scenario, { known })).toMatchObject({ url, state: 'open' });
  });

  test('is open again after it was reopened', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 5 });
    const known = { url, state: 'closed' } as const;
    expect(await getPullRequest(scenario, { known })).toMatchObject({ url, state: 'open' });
  });

  describe('is reported as gone', () => {
    test.each<[string, { branch: string } | { from: 'fork' | 'otherFork' }]>([
      ['belongs to another branch', { branch: 'agent/other' }],
      ['belongs to a branch of another case', { branch: 'Agent/Login' }],
      ['belongs to a fork', { from: 'fork' }],
    ])('when it %s', async (_, change) => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest(change);
      const outcome = await fetchOutcome(scenario, { known: { url, state: 'open' } });
      expect(outcome).toMatchObject({ kind: 'pull_request_gone' });
    });

    test('when it was deleted and the repository can still be read', async () => {
      await using scenario = await start();
      const { url, number } = scenario.putPullRequest({});
      scenario.removePullRequest(number);
      const outcome = await fetchOutcome(scenario, { known: { url, state: 'open' } });
      expect(outcome).toMatchObject({ kind: 'pull_request_gone' });
    });

    test('unless the branch has another one', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, branch: 'agent/other' });
      scenario.putPullRequest({ number: 4 });
      const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
      expect(found.number).toBe(4);
    });
  });
}
