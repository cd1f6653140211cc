import { describe, expect, test } from 'vitest';
import { getChecks } from '../../../../test/support/checks.ts';
import type { ForgeAbilities } from '../../forge.ts';
import {
  type ForgeScenario,
  getPullRequest,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../forge-scenario.ts';
import { expectReportedOrNull, type StartScenario } from './expectations.ts';

type GivenChecks = ScenarioPullRequest['checks'];

const passed = { name: 'build', state: 'passed' } as const;
const failed = { name: 'test', state: 'failed' } as const;
const pending = { name: 'lint', state: 'pending' } as const;

export function testOptionalFacts(
  start: StartScenario,
  abilities: ForgeAbilities,
  { mergeabilities: unreported = [] }: NonNullable<ForgeScenario['unreported']>,
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
      const counted = getChecks(found);
      expect(counted.state).toBe(state);
      expect(counted[state as 'passed']).toBeGreaterThan(0);
    });

    testChecks('have no state when there are none', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ checks: [] });
      expect(getChecks(await getPullRequest(scenario)).state).toBeNull();
    });

    testChecks('are listed with names and URLs', async () => {
      await using scenario = await start();
      const { url, headSha } = scenario.putPullRequest({ checks: [passed, failed, pending] });
      const { forge, access, repository } = scenario;
      const { branch } = samplePullRequest;
      const request = { repository, branch, pullRequestUrl: url, headSha };
      const outcome = await forge.fetchChecks(request, access);
      if (outcome.kind !== 'checks') throw new Error(JSON.stringify(outcome));
      const listed = outcome.checks.map(({ name, state }) => ({ name, state }));
      expect(listed).toHaveLength(3);
      expect(listed).toEqual(expect.arrayContaining([passed, failed, pending]));
      for (const check of outcome.checks) expect(check.url ?? 'http://').toMatch(/^https?:\/\//);
    });

    test.skipIf(abilities.checks)('are unknown where the forge does not report them', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ checks: [failed] });
      expect((await getPullRequest(scenario)).checks).toBeNull();
    });
  });

  describe('mergeability', () => {
    for (const mergeability of ['mergeable', 'conflicting', 'behind', 'blocked'] as const) {
      const isReported = abilities.mergeability && !unreported.includes(mergeability);
      test.runIf(isReported)(mergeability, async () => {
        await using scenario = await start();
        scenario.putPullRequest({ mergeability });
        expect((await getPullRequest(scenario)).mergeability).toBe(mergeability);
      });
    }

    test.runIf(abilities.mergeability)(
      'is never mergeable while the forge computes it',
      async () => {
        await using scenario = await start();
        scenario.putPullRequest({ mergeability: 'computing' });
        expect((await getPullRequest(scenario)).mergeability).not.toBe('mergeable');
      },
    );

    test.skipIf(abilities.mergeability)(
      'is unknown where the forge does not report it',
      async () => {
        await using scenario = await start();
        scenario.putPullRequest({ mergeability: 'conflicting' });
        expect((await getPullRequest(scenario)).mergeability).toBe('unknown');
      },
    );
  });

  describe('labels', () => {
    const labels = [
      { name: 'bug', color: '#d73a4a' },
      { name: 'needs docs', color: '#0075ca' },
    ];

    test.runIf(abilities.labels)('are reported with their colors', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ labels });
      const reported = (await getPullRequest(scenario)).labels ?? [];
      expect(reported.map(({ name }) => name).toSorted()).toEqual(['bug', 'needs docs']);
      for (const { name, color } of reported) {
        expectReportedOrNull(color, labels.find((label) => label.name === name)?.color);
      }
    });

    test.runIf(abilities.labels)('are an empty list when there are none', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ labels: [] });
      expect((await getPullRequest(scenario)).labels).toEqual([]);
    });

    test.skipIf(abilities.labels)('are unknown where the forge does not report them', async () => {
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

    test.skipIf(abilities.reviewThreads)(
      'are unknown where the forge does not report them',
      async () => {
        await using scenario = await start();
        scenario.putPullRequest({ unresolvedThreads: 3 });
        expect((await getPullRequest(scenario)).unresolvedThreads).toBeNull();
      },
    );
  });

  test.each(['merged', 'closed'] as const)(
    'how it is to be merged is not reported of a %s pull request',
    async (state) => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({
        state,
        autoMerge: true,
        mergeability: 'mergeable',
      });
      expect(await getPullRequest(scenario, { known: { url, state } })).toMatchObject({
        mergeability: 'unknown',
        autoMerge: false,
        inMergeQueue: false,
        mergeQueuePosition: null,
      });
    },
  );

  test('requested reviewers are reported or unknown', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ requestedReviewers: ['bob', 'eve'] });
    const { requestedReviewers } = await getPullRequest(scenario);
    expectReportedOrNull(requestedReviewers?.toSorted() ?? null, ['bob', 'eve']);
  });
}

const startedAt = new Date('2026-01-01T11:00:00Z');
const completedAt = new Date('2026-01-01T11:02:30Z');

export function testCheckTimes(
  start: StartScenario,
  reported: NonNullable<ForgeScenario['checkTimes']>,
): void {
  const checks: ScenarioPullRequest['checks'] = [
    { name: 'build', state: 'passed', startedAt, completedAt },
    { name: 'test', state: 'failed', startedAt, completedAt },
    { name: 'lint', state: 'pending', startedAt, completedAt: null },
  ];

  test('are reported for completed and running checks', async () => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const { url, branch, headSha } = scenario.putPullRequest({ checks });
    const request = { repository, branch, pullRequestUrl: url, headSha };
    const outcome = await forge.fetchChecks(request, access);
    if (outcome.kind !== 'checks') throw new Error(JSON.stringify(outcome));
    const times = Object.fromEntries(outcome.checks.map((check) => [check.name, check]));
    const ended = {
      startedAt: reported.started ? startedAt : null,
      completedAt: reported.completed ? completedAt : null,
    };
    expect(times).toMatchObject({ build: ended, test: ended });
    // Some forges report the start only once the check has completed.
    expect([ended.startedAt, null]).toContainEqual(times.lint?.startedAt);
    expect(times.lint?.completedAt).toBeNull();
  });
}
