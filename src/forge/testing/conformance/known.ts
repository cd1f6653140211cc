import { describe, expect, test } from 'vitest';
import { askRow, getPullRequest } from '../ask-row.ts';
import type { StartScenario } from './asking.ts';

const settledAt = new Date('2026-01-01T11:30:00Z');

export function testKnown(start: StartScenario): void {
  describe.each(['closed', 'merged'] as const)('that is %s', (state) => {
    test('stays when there is none that is newer', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt });
      const found = await getPullRequest(scenario, { known: { url, state } });
      expect(found).toMatchObject({ url, number: 5, state });
    });

    test('is told also when it was open before', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5 });
      expect((await getPullRequest(scenario)).state).toBe('open');
      scenario.putPullRequest({ number: 5, state, settledAt, changedAt: settledAt });
      const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
      expect(found).toMatchObject({ url, number: 5, state });
    });

    test('gives way to a newer open one', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt });
      scenario.putPullRequest({ number: 6 });
      const found = await getPullRequest(scenario, { known: { url, state } });
      expect(found).toMatchObject({ number: 6, state: 'open' });
    });

    test('does not give way to another fork’s', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt });
      scenario.putPullRequest({ number: 6, from: 'otherFork' });
      const found = await getPullRequest(scenario, { known: { url, state } });
      expect(found).toMatchObject({ number: 5, state });
    });

    test('of a fork stays as well', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, state, settledAt, from: 'fork' });
      const question = { repository: scenario.fork, known: { url, state } };
      expect(await getPullRequest(scenario, question)).toMatchObject({ number: 5, state });
    });
  });

  test('that is open stays the one', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 5 });
    const known = { url, state: 'open' } as const;
    expect(await getPullRequest(scenario, { known })).toMatchObject({ url, state: 'open' });
  });

  test('that was opened again is open again', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ number: 5 });
    const known = { url, state: 'closed' } as const;
    expect(await getPullRequest(scenario, { known })).toMatchObject({ url, state: 'open' });
  });

  describe('is gone', () => {
    test.each<[string, { branch: string } | { from: 'fork' | 'otherFork' }]>([
      ['belongs to another branch', { branch: 'agent/other' }],
      ['belongs to a branch of another case', { branch: 'Agent/Login' }],
      ['belongs to a fork', { from: 'fork' }],
    ])('when it %s', async (_, change) => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest(change);
      const outcome = await askRow(scenario, { known: { url, state: 'open' } });
      expect(outcome).toEqual({ kind: 'pull_request_gone' });
    });

    test('when it was removed and the repository can still be read', async () => {
      await using scenario = await start();
      const { url, number } = scenario.putPullRequest({});
      scenario.removePullRequest(number);
      const outcome = await askRow(scenario, { known: { url, state: 'open' } });
      expect(outcome).toEqual({ kind: 'pull_request_gone' });
    });

    test('unless there is another one to show', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 5, branch: 'agent/other' });
      scenario.putPullRequest({ number: 4 });
      const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
      expect(found.number).toBe(4);
    });
  });
}
