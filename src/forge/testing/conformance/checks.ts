import { describe, expect, test } from 'vitest';
import { getChecks } from '../../../../test/support/checks.ts';
import { countChecks, pickLatestRuns } from '../../../domain/checks.ts';
import type { Check } from '../../forge.ts';
import {
  type ForgeScenario,
  getPullRequest,
  type ScenarioCheckRules,
  type ScenarioPullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

type GivenChecks = ScenarioPullRequest['checks'];

const build = { name: 'build', state: 'passed' } as const;
const lint = { name: 'lint', state: 'failed' } as const;

/** What is said of checks is complete, about one commit, or unknown (S13 to S16). */
export function testChecks(start: StartScenario, rules: ScenarioCheckRules): void {
  const { require, refuseRules, reruns } = rules;

  test('belong to the head commit', async () => {
    await using scenario = await start();
    const { headSha } = scenario.putPullRequest({ checks: [build] });
    expect(getChecks(await getPullRequest(scenario)).headSha).toBe(headSha);
  });

  test('that the token may not read are unknown, with the reason (S16)', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ checks: [build] });
    getRules(scenario).refuseChecks();
    const { checks, title } = await getPullRequest(scenario);
    expect(checks).toEqual({ unreadable: expect.stringMatching(/token.*access/) });
    expect(title).not.toBe('');
  });

  describe.runIf(reruns)('several runs of one check (S15)', () => {
    test.each<[string, GivenChecks, object]>([
      ['a rerun that passed', [lint, { ...lint, state: 'passed' }], { passed: 1, failed: 0 }],
      ['a rerun that failed', [build, { ...build, state: 'failed' }], { passed: 0, failed: 1 }],
      ['a rerun that runs', [lint, { ...lint, state: 'pending' }], { failed: 0, pending: 1 }],
    ])('count once: %s', async (_, checks, expected) => {
      await using scenario = await start();
      scenario.putPullRequest({ checks });
      expect(getChecks(await getPullRequest(scenario))).toMatchObject(expected);
    });
  });

  test('agree with their list', async () => {
    await using scenario = await start();
    getRules(scenario).require?.(['build']);
    const again = reruns ? [{ ...lint, state: 'pending' as const }] : [];
    const { headSha, url, branch } = scenario.putPullRequest({ checks: [build, lint, ...again] });
    const { forge, access, repository } = scenario;
    const request = { repository, branch, pullRequestUrl: url, headSha };
    const outcome = await forge.fetchChecks(request, access);
    if (outcome.kind !== 'checks') throw new Error(JSON.stringify(outcome));
    const counted = getChecks(await getPullRequest(scenario));
    const listed = countChecks(outcome.checks, { headSha, requiredNames: null });
    const { passed, failed, pending, state, required } = counted;
    expect(listed).toMatchObject({ passed, failed, pending, state });
    // The list alone does not show that the rules demand nothing.
    if (listed.required !== null) expect(listed.required).toEqual(required);
    expect(toNames(pickLatestRuns(outcome.checks))).toEqual([...counted.names].toSorted());
  });

  describe.runIf(require)('that the rules of the base require', () => {
    test('are counted apart, and another that failed does not fail them (S15)', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      scenario.putPullRequest({ checks: [build, lint] });
      expect(getChecks(await getPullRequest(scenario))).toMatchObject({
        state: 'passed',
        failed: 1,
        required: { passed: 1, failed: 0, pending: 0, missing: 0 },
        optionalFailed: 1,
        missing: [],
      });
    });

    test('are missing until they are reported (S14)', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build', 'deploy']);
      scenario.putPullRequest({ checks: [build] });
      expect(getChecks(await getPullRequest(scenario))).toMatchObject({
        state: 'pending',
        required: { passed: 1, missing: 1 },
        missing: ['deploy'],
      });
    });

    test('are missing when there are no checks at all', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      scenario.putPullRequest({ checks: [] });
      const { state, missing } = getChecks(await getPullRequest(scenario));
      expect({ state, missing }).toEqual({ state: 'pending', missing: ['build'] });
    });

    test.runIf(refuseRules)('are unknown when the rules cannot be read (S16)', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      getRules(scenario).refuseRules?.();
      scenario.putPullRequest({ checks: [build, lint] });
      expect(getChecks(await getPullRequest(scenario))).toMatchObject({
        state: 'failed',
        required: null,
      });
    });
  });
}

function getRules({ checkRules }: ForgeScenario): ScenarioCheckRules {
  if (!checkRules) throw new Error('This scenario has no rules for checks.');
  return checkRules;
}

function toNames(checks: readonly Check[]): string[] {
  return checks.map(({ name }) => name).toSorted();
}
