import { describe, expect, test } from 'vitest';
import { getChecks } from '../../../../test/support/checks.ts';
import { countChecks, pickLatestRuns, type ReportedChecks } from '../../../domain/checks.ts';
import type { Check } from '../../forge.ts';
import {
  type ForgeScenario,
  fetchOutcome,
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
  const {
    require,
    refuseRules,
    failRules,
    reruns,
    toMissing = (names, reported) => names.slice(reported),
  } = rules;

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
    test.runIf(!rules.countsOnly)(
      'are counted apart, and another that failed does not fail them (S15)',
      async () => {
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
      },
    );

    test.runIf(rules.countsOnly)('all decide, where only their number is known', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      scenario.putPullRequest({ checks: [build, lint] });
      expect(getChecks(await getPullRequest(scenario))).toMatchObject({
        state: 'failed',
        required: { passed: 1, failed: 1, pending: 0, missing: 0 },
        optionalFailed: 0,
      });
    });

    test.runIf(toMissing(['build', 'deploy'], 1).length > 0)(
      'are missing until they are reported (S14)',
      async () => {
        await using scenario = await start();
        getRules(scenario).require?.(['build', 'deploy']);
        scenario.putPullRequest({ checks: [build] });
        expect(getChecks(await getPullRequest(scenario))).toMatchObject({
          state: 'pending',
          required: { passed: 1, missing: 1 },
          missing: toMissing(['build', 'deploy'], 1),
        });
      },
    );

    test('are missing when there are no checks at all', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      scenario.putPullRequest({ checks: [] });
      const { state, missing } = getChecks(await getPullRequest(scenario));
      expect({ state, missing }).toEqual({ state: 'pending', missing: toMissing(['build'], 0) });
    });

    test('are the same for one row and for a batch', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build', 'deploy']);
      const rows = [[build, lint], [build], []].map((checks, index) => {
        const number = 20 + index;
        const branch = `agent/${number}`;
        const headSha = `${index + 1}`.repeat(40);
        const { url } = scenario.putPullRequest({ number, branch, headSha, checks });
        return { repository: scenario.repository, branch, known: { url, state: 'open' as const } };
      });
      const batch = await scenario.forge.fetchStatuses(rows, scenario.access);
      for (const [index, row] of rows.entries()) {
        const { runs: _, ...counts } = getChecks(await getPullRequest(scenario, row));
        expect(batch[index]).toMatchObject({ pullRequest: { checks: counts } });
        expect(counts.required).not.toBeNull();
      }
    });

    test('are not demanded of a settled pull request', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      const { url } = scenario.putPullRequest({ state: 'merged', checks: [] });
      const { checks } = await getPullRequest(scenario, { known: { url, state: 'open' } });
      expect(checks ?? { missing: [] }).toMatchObject({ missing: [] });
    });

    test.runIf(failRules)('are kept while the rules fail to be read (S9)', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      const { url } = scenario.putPullRequest({ checks: [build, lint] });
      const { required, state } = getChecks(await getPullRequest(scenario));
      scenario.instant.nowMs += 3_600_000;
      getRules(scenario).failRules?.();
      const checks = await findChecks(scenario, { known: { url, state: 'open' } });
      expect(checks ?? { required, state }).toMatchObject({ required, state });
    });

    test.runIf(failRules)('are not guessed while the rules fail to be read', async () => {
      await using scenario = await start();
      getRules(scenario).require?.(['build']);
      getRules(scenario).failRules?.();
      scenario.putPullRequest({ checks: [build, lint] });
      expect(await findChecks(scenario)).toBeNull();
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

/** Null when they were not read: then what is stored remains, as after a failed refresh. */
async function findChecks(
  scenario: ForgeScenario,
  query: Parameters<typeof fetchOutcome>[1] = {},
): Promise<ReportedChecks | null> {
  const outcome = await fetchOutcome(scenario, query);
  if (outcome?.kind === 'refreshed') return outcome.pullRequest.checks;
  expect(outcome?.kind).toBe('failed');
  return null;
}

function getRules({ checkRules }: ForgeScenario): ScenarioCheckRules {
  if (!checkRules) throw new Error('This scenario has no rules for checks.');
  return checkRules;
}

function toNames(checks: readonly Check[]): string[] {
  return checks.map(({ name }) => name).toSorted();
}
