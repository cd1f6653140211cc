import { describe, expect, test } from 'vitest';
import type { ForgeAbilities } from '../../forge.ts';
import { getPullRequest } from '../ask-row.ts';
import {
  type ForgeScenario,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../forge-scenario.ts';
import { expectToldOrNull, type StartScenario } from './asking.ts';

type GivenChecks = ScenarioPullRequest['checks'];

const passed = { name: 'build', state: 'passed' } as const;
const failed = { name: 'test', state: 'failed' } as const;
const pending = { name: 'lint', state: 'pending' } as const;

export function testOptionalFacts(
  start: StartScenario,
  abilities: ForgeAbilities,
  { mergeabilities: untold = [] }: NonNullable<ForgeScenario['untellable']>,
): void {
  describe('checks', () => {
    const testChecks = test.runIf(abilities.checks);
    testChecks.each<[string, GivenChecks]>([
      ['passed', [passed]],
      ['failed', [passed, failed]],
      ['failed', [pending, failed]],
      ['pending', [passed, pending]],
    ])('%s: %j', async (state, checks) => {
      await using scenario = await start();
      scenario.putPullRequest({ checks });
      const found = await getPullRequest(scenario);
      expect(found.checks?.state).toBe(state);
      expect(found.checks?.[state as 'passed']).toBeGreaterThan(0);
    });

    testChecks('are nothing where nothing runs', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ checks: [] });
      expect((await getPullRequest(scenario)).checks?.state ?? null).toBeNull();
    });

    testChecks('have names and addresses', async () => {
      await using scenario = await start();
      const { url, headSha } = scenario.putPullRequest({ checks: [passed, failed, pending] });
      const { forge, access, repository } = scenario;
      const { branch } = samplePullRequest;
      const request = { repository, branch, pullRequestUrl: url, headSha };
      const outcome = await forge.fetchChecks(request, access);
      if (outcome.kind !== 'checks') throw new Error(JSON.stringify(outcome));
      const told = outcome.checks.map(({ name, state }) => ({ name, state }));
      expect(told).toHaveLength(3);
      expect(told).toEqual(expect.arrayContaining([passed, failed, pending]));
      for (const check of outcome.checks) expect(check.url ?? 'http://').toMatch(/^https?:\/\//);
    });

    test.skipIf(abilities.checks)('are unknown', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ checks: [failed] });
      expect((await getPullRequest(scenario)).checks).toBeNull();
    });
  });

  describe('mergeability', () => {
    for (const mergeability of ['mergeable', 'conflicting', 'behind', 'blocked'] as const) {
      const isTold = abilities.mergeability && !untold.includes(mergeability);
      test.runIf(isTold)(mergeability, async () => {
        await using scenario = await start();
        scenario.putPullRequest({ mergeability });
        expect((await getPullRequest(scenario)).mergeability).toBe(mergeability);
      });
    }

    test.runIf(abilities.mergeability)('is never clean while it is computed', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ mergeability: 'computing' });
      expect((await getPullRequest(scenario)).mergeability).not.toBe('mergeable');
    });

    test.skipIf(abilities.mergeability)('is unknown', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ mergeability: 'conflicting' });
      expect((await getPullRequest(scenario)).mergeability).toBe('unknown');
    });
  });

  describe('labels', () => {
    const labels = [
      { name: 'bug', color: '#d73a4a' },
      { name: 'needs docs', color: '#0075ca' },
    ];

    test.runIf(abilities.labels)('are told', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ labels });
      const told = (await getPullRequest(scenario)).labels ?? [];
      expect(told.map(({ name }) => name).toSorted()).toEqual(['bug', 'needs docs']);
      for (const { name, color } of told) {
        expectToldOrNull(color, labels.find((label) => label.name === name)?.color);
      }
    });

    test.runIf(abilities.labels)('are none where there is none', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ labels: [] });
      expect((await getPullRequest(scenario)).labels).toEqual([]);
    });

    test.skipIf(abilities.labels)('are unknown', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ labels });
      expect((await getPullRequest(scenario)).labels).toBeNull();
    });
  });

  describe('unresolved threads', () => {
    test.runIf(abilities.reviewThreads).each([0, 3])('are counted: %i', async (count) => {
      await using scenario = await start();
      scenario.putPullRequest({ unresolvedThreads: count });
      expect((await getPullRequest(scenario)).unresolvedThreads).toBe(count);
    });

    test.skipIf(abilities.reviewThreads)('are unknown', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ unresolvedThreads: 3 });
      expect((await getPullRequest(scenario)).unresolvedThreads).toBeNull();
    });
  });

  test('requested reviewers are told, or unknown', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ requestedReviewers: ['bob', 'eve'] });
    const { requestedReviewers } = await getPullRequest(scenario);
    expectToldOrNull(requestedReviewers?.toSorted() ?? null, ['bob', 'eve']);
  });
}
