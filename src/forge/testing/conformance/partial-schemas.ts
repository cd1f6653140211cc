import { describe, expect, test } from 'vitest';
import { withoutRuns } from '../../../../test/support/checks.ts';
import { type PullRequest, unknownFields } from '../../../domain/diff-status.ts';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { StatusRequest } from '../../forge.ts';
import type { ForgeScenario, ScenarioGaps } from '../forge-scenario.ts';
import { toAccess } from '../test-deps.ts';
import type { StartScenario } from './expectations.ts';

/** Where a batch is answered by GraphQL: what a server or a token lacks costs only itself. */
export function testPartialSchemas(start: StartScenario, { optional }: ScenarioGaps): void {
  const fields = Object.entries(optional);

  describe.each(['schema', 'scope'] as const)('a field that is missing in the %s', (kind) => {
    test.each(fields)('costs only itself: %s', async (field, facts) => {
      await using scenario = await start();
      const rows = putRows(scenario);
      const complete = await fetchRows(scenario, rows);
      getGaps(scenario)[kind].add(field);
      expect(await fetchRows(scenario, rows)).toEqual(complete.map((one) => without(one, facts)));
    });

    test('is remembered for ten minutes and then tried again', async () => {
      await using scenario = await start();
      const [[field, facts] = ['', []]] = fields;
      const rows = putRows(scenario);
      const complete = await fetchRows(scenario, rows);
      const requestsOf = async () => {
        const before = scenario.requests.length;
        const outcomes = await fetchRows(scenario, rows);
        return { outcomes, count: scenario.requests.length - before };
      };
      const { count } = await requestsOf();
      const gaps = getGaps(scenario)[kind];
      gaps.add(field);
      const partial = complete.map((one) => without(one, facts));
      expect(await requestsOf()).toEqual({ outcomes: partial, count: count + 1 });
      gaps.delete(field);
      expect(await requestsOf()).toEqual({ outcomes: partial, count });
      scenario.instant.nowMs += 10 * 60_000;
      expect((await requestsOf()).outcomes).toEqual(complete);
    });
  });

  test('several missing fields cost only themselves', async () => {
    await using scenario = await start();
    const rows = putRows(scenario);
    const complete = await fetchRows(scenario, rows);
    const gaps = getGaps(scenario);
    const [first, second, ...others] = fields;
    for (const [field] of [first, second].flatMap((one) => (one ? [one] : [])))
      gaps.scope.add(field);
    for (const [field] of others) gaps.schema.add(field);
    const facts = fields.flatMap(([, own]) => own);
    expect(await fetchRows(scenario, rows)).toEqual(complete.map((one) => without(one, facts)));
  });

  test('a field that one token may not read is still read with other tokens', async () => {
    await using scenario = await start();
    const [[field] = ['']] = fields;
    const rows = putRows(scenario);
    const complete = await fetchRows(scenario, rows);
    getGaps(scenario).scope.add(field);
    await fetchRows(scenario, rows);
    getGaps(scenario).scope.delete(field);
    const other = toAccess(`${scenario.access.token}-other`);
    const outcomes = await scenario.forge.fetchStatuses(rows, other);
    expect(outcomes.map(withoutRuns)).toEqual(complete);
  });
}

function putRows(scenario: ForgeScenario): StatusRequest[] {
  return [101, 102, 103].map((number) => {
    const { url, branch } = scenario.putPullRequest({
      number,
      branch: `agent/${number}`,
      requestedReviewers: ['zoe'],
      requestedTeams: ['core'],
      reviews: [{ login: 'bob', verdict: 'approved' }],
      labels: [{ name: 'bug', color: '#d73a4a' }],
      checks: [{ name: 'build', state: 'passed' }],
      unresolvedThreads: 2,
    });
    return { repository: scenario.repository, branch, known: { url, state: 'open' } };
  });
}

function getGaps({ graphQlGaps }: ForgeScenario) {
  if (!graphQlGaps) throw new Error('This forge has no GraphQL.');
  return graphQlGaps.missing;
}

async function fetchRows({ forge, access }: ForgeScenario, rows: StatusRequest[]) {
  return (await forge.fetchStatuses(rows, access)).map(withoutRuns);
}

function without(outcome: FetchOutcome, facts: readonly (keyof PullRequest)[]): FetchOutcome {
  if (outcome.kind !== 'refreshed') throw new Error(JSON.stringify(outcome));
  const unknown = facts.map((fact) => [fact, toUnknown(fact)]);
  return { ...outcome, pullRequest: { ...outcome.pullRequest, ...Object.fromEntries(unknown) } };
}

/** S16: checks are unknown with the reason. */
function toUnknown(fact: string): unknown {
  if (fact === 'checks') return { unreadable: expect.stringMatching(/token/) };
  return (unknownFields as Record<string, unknown>)[fact] ?? null;
}
