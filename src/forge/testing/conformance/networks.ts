import { describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { StatusRequest } from '../../forge.ts';
import {
  type ForgeScenario,
  type ScenarioNetwork,
  type ScenarioRepository,
  samplePullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const settledAt = new Date('2026-01-01T11:30:00Z');
const { branch } = samplePullRequest;

/** Pull requests of branches whose repository was forked from others. */
export function testNetworks(start: StartScenario, switchedOff: ScenarioNetwork['switchedOff']) {
  describe.each([
    ['alone', fetchAlone],
    ['with other rows', fetchWithOthers],
  ])('%s', (_, fetch) => {
    test('a fork of a fork has its pull request in the root', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 9, from: 'forkOfFork' });
      expect(await fetch(scenario, 'forkOfFork')).toEqual(toShown(url, 'open'));
    });

    test('a fork of a fork has its pull request in the fork', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ number: 9, from: 'forkOfFork', into: 'fork' });
      expect(await fetch(scenario, 'forkOfFork')).toEqual(toShown(url, 'open'));
    });

    test('a fork never shows the pull request of another repository of its network', async () => {
      await using scenario = await start();
      scenario.putPullRequest({ number: 7, from: 'repository' });
      scenario.putPullRequest({ number: 8, from: 'fork', into: 'fork' });
      scenario.putPullRequest({ number: 9, from: 'otherFork' });
      expect(await fetch(scenario, 'forkOfFork')).toMatchObject({ kind: 'no_pull_request' });
    });

    test.each(['merged', 'closed'] as const)(
      'an open one into the parent replaces a %s one into the fork itself',
      async (state) => {
        await using scenario = await start();
        const inside = { number: 5, from: 'fork', into: 'fork', state, settledAt } as const;
        const known = { url: scenario.putPullRequest(inside).url, state };
        const { url } = scenario.putPullRequest({ number: 9, from: 'fork' });
        expect(await fetch(scenario, 'fork')).toEqual(toShown(url, 'open'));
        expect(await fetch(scenario, 'fork', known)).toEqual(toShown(url, 'open'));
        expect(await fetch(scenario, 'fork', { ...known, state: 'open' })).toEqual(
          toShown(url, 'open'),
        );
      },
    );

    describe.each(toStatuses(switchedOff))(
      'a fork whose pull requests are refused (%i)',
      (status) => {
        test('has its pull request in the parent', async () => {
          await using scenario = await start();
          scenario.network?.refusePullRequests('fork', status);
          const { url } = scenario.putPullRequest({ number: 9, from: 'fork' });
          expect(await fetch(scenario, 'fork')).toEqual(toShown(url, 'open'));
        });

        test('has none while there is none in the parent', async () => {
          await using scenario = await start();
          scenario.network?.refusePullRequests('fork', status);
          expect(await fetch(scenario, 'fork')).toMatchObject({ kind: 'no_pull_request' });
        });

        test('shows that its pull request was merged', async () => {
          await using scenario = await start();
          scenario.network?.refusePullRequests('fork', status);
          const change = { number: 9, from: 'fork', state: 'merged', settledAt } as const;
          const { url } = scenario.putPullRequest(change);
          const known = { url, state: 'open' } as const;
          expect(await fetch(scenario, 'fork', known)).toEqual(toShown(url, 'merged'));
        });

        test('replaces a known one into the fork by an open one into the parent', async () => {
          await using scenario = await start();
          const inside = scenario.putPullRequest({ number: 5, from: 'fork', into: 'fork' });
          scenario.network?.refusePullRequests('fork', status);
          const { url } = scenario.putPullRequest({ number: 9, from: 'fork' });
          const known = { url: inside.url, state: 'open' } as const;
          expect(await fetch(scenario, 'fork', known)).toEqual(toShown(url, 'open'));
        });
      },
    );

    describe.each([403, 404])('a parent that the token cannot see (%i)', (status) => {
      test('does not hide a pull request into the fork', async () => {
        await using scenario = await start();
        const { url } = scenario.putPullRequest({ number: 9, from: 'fork', into: 'fork' });
        scenario.network?.refuseRepository('repository', status);
        expect(await fetch(scenario, 'fork')).toEqual(toShown(url, 'open'));
        const known = { url, state: 'open' } as const;
        expect(await fetch(scenario, 'fork', known)).toEqual(toShown(url, 'open'));
      });

      test('shows that a pull request into the fork was merged', async () => {
        await using scenario = await start();
        const change = { from: 'fork', into: 'fork', state: 'merged', settledAt } as const;
        const { url } = scenario.putPullRequest({ number: 9, ...change });
        scenario.network?.refuseRepository('repository', status);
        const known = { url, state: 'open' } as const;
        expect(await fetch(scenario, 'fork', known)).toEqual(toShown(url, 'merged'));
      });

      test('does not fail a fork without a pull request', async () => {
        await using scenario = await start();
        scenario.network?.refuseRepository('repository', status);
        expect(await fetch(scenario, 'fork')).toMatchObject({ kind: 'no_pull_request' });
        expect(await fetch(scenario, 'forkOfFork')).toMatchObject({ kind: 'no_pull_request' });
      });

      test('is not requested again at the next refresh', async () => {
        await using scenario = await start();
        scenario.network?.refuseRepository('repository', status);
        await fetch(scenario, 'fork');
        const before = scenario.requests.length;
        await fetch(scenario, 'fork');
        const again = scenario.requests.slice(before).map(({ path }) => decodeURIComponent(path));
        expect(again).not.toEqual([]);
        expect(again.filter((path) => /\bacme\/(repos\/|_git\/)?app\b/i.test(path))).toEqual([]);
      });

      test('keeps a known pull request of the parent (S9)', async () => {
        await using scenario = await start();
        const { url } = scenario.putPullRequest({ number: 9, from: 'fork' });
        scenario.network?.refuseRepository('repository', status);
        const known = { url, state: 'open' } as const;
        expect((await fetch(scenario, 'fork', known))?.kind).toBe('failed');
      });
    });

    test('a parent that fails otherwise leaves it open whether there is one (S9)', async () => {
      await using scenario = await start();
      scenario.network?.refusePullRequests('repository', 500);
      const outcome = await fetch(scenario, 'fork');
      const isParentNeeded = !scenario.network?.listsOutgoing;
      expect(outcome?.kind).toBe(isParentNeeded ? 'failed' : 'no_pull_request');
    });

    test('a row fails when no repository of its network can be searched', async () => {
      await using scenario = await start();
      scenario.network?.refuseRepository('repository', 403);
      scenario.network?.refuseRepository('fork', 403);
      const failure = { kind: 'forbidden' };
      expect(await fetch(scenario, 'fork')).toMatchObject({ kind: 'failed', failure });
    });
  });
}

function toStatuses(switchedOff: ScenarioNetwork['switchedOff']): number[] {
  return switchedOff === null ? [] : [...new Set([switchedOff, 403, 404])];
}

/** The same row, as `fetchStatuses` reports it for one request. */
async function fetchAlone(
  scenario: ForgeScenario,
  of: ScenarioRepository,
  known?: StatusRequest['known'],
) {
  const [outcome] = await scenario.forge.fetchStatuses(
    [toRequest(scenario, of, known)],
    scenario.access,
  );
  return outcome && toComparable(outcome);
}

/** The row among others of the same repository, which a forge may fetch together. */
async function fetchWithOthers(
  scenario: ForgeScenario,
  of: ScenarioRepository,
  known?: StatusRequest['known'],
) {
  const request = toRequest(scenario, of, known);
  const others = ['agent/other', 'agent/third'].map((name) => ({
    ...request,
    branch: name,
    known: undefined,
  }));
  const outcomes = await scenario.forge.fetchStatuses([...others, request], scenario.access);
  const outcome = outcomes.at(-1);
  return outcome && toComparable(outcome);
}

function toRequest(
  { repository, fork, otherFork, network }: ForgeScenario,
  of: ScenarioRepository,
  known: StatusRequest['known'],
): StatusRequest {
  const repositories = { repository, fork, otherFork, forkOfFork: network?.forkOfFork ?? fork };
  return { repository: repositories[of], branch, known };
}

function toShown(url: string, state: string) {
  return { kind: 'refreshed', url, state };
}

function toComparable(outcome: FetchOutcome) {
  if (outcome.kind !== 'refreshed') return outcome;
  const { url, state } = outcome.pullRequest;
  return { kind: outcome.kind, url, state };
}
