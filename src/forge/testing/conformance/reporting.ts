import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import { fetchOutcome } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const settledAt = new Date('2026-01-01T11:30:00Z');
const hour = 3_600_000;

export function testReporting(start: StartScenario): void {
  test('each row of a batch is reported as soon as it is final, equal rows too', async () => {
    await using scenario = await start();
    const { forge, repository, access } = scenario;
    scenario.putPullRequest({});
    const branches = [scenario.putPullRequest({}).branch, 'agent/other', 'agent/third'];
    const requests = [...branches, ...branches].map((branch) => ({
      repository,
      branch,
      known: undefined,
      readsAll: true,
    }));
    const reported: [number, FetchOutcome][] = [];
    const outcomes = await forge.fetchStatuses(requests, access, (...one) => reported.push(one));
    expect(reported.toSorted(([one], [other]) => one - other)).toEqual([...outcomes.entries()]);
  });

  describe.each([0, 2 * hour, -2 * hour])('of a forge whose clock is ahead by %i ms', (aheadMs) => {
    test.each(['closed', 'merged'] as const)('a pull request was %s so long ago', async (state) => {
      await using scenario = await start();
      scenario.instant.forgeAheadMs = aheadMs;
      const { url } = scenario.putPullRequest({ state, settledAt, changedAt: settledAt });
      const outcome = await fetchOutcome(scenario, { known: { url, state } });
      if (outcome?.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
      const isKnown = outcome.pullRequest.settledAt !== null;
      const sinceMs = scenario.instant.nowMs + aheadMs - settledAt.getTime();
      expect(outcome.sinceSettledMs).toBe(isKnown ? Math.max(0, sinceMs) : undefined);
    });
  });
}
