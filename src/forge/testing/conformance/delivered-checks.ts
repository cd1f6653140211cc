import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getChecks } from '../../../../test/support/checks.ts';
import { type Checks, toRun } from '../../../domain/checks.ts';
import { type AppliedChecks, applyReport } from '../../../domain/head-checks.ts';
import type { ListedRun } from '../../../domain/merge-checks.ts';
import type { WebhookDelivery } from '../../forge.ts';
import {
  type ForgeScenario,
  getPullRequest,
  type ScenarioDeliveredChecks,
  type ScenarioPullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

type ScenarioCheck = ScenarioPullRequest['checks'][number];
type Supported = Extract<ScenarioDeliveredChecks, { deliver: unknown }>;

const at = (minute: number) => new Date(Date.parse('2026-01-01T11:00:00Z') + minute * 60_000);
const unit: ScenarioCheck = {
  name: 'unit',
  state: 'passed',
  startedAt: at(1),
  completedAt: at(2),
};
const running = (name: string, since = 1): ScenarioCheck => {
  return { name, state: 'pending', startedAt: at(since), completedAt: null };
};
const ended = (
  name: string,
  state: 'passed' | 'failed',
  [from, to]: [number, number],
): ScenarioCheck => ({ name, state, startedAt: at(from), completedAt: at(to) });

/** A delivery about a check is shown without a request, or the forge has none that says enough. */
export function testDeliveredChecks(start: StartScenario, support: ScenarioDeliveredChecks): void {
  if ('deliver' in support) {
    describe.each([
      ['where nothing is required', false],
      ['where it is required', true],
    ])('%s', (_, isRequired) => testShown(start, isRequired));
    testOrders(start);
    return;
  }

  test(`only makes the row due: ${support.unsupported}`, async () => {
    await using scenario = await start();
    const { deliveries } = scenario;
    const pull = scenario.putPullRequest({ checks: [unit] });
    const sent = [deliveries.push(pull.branch, pull.headSha), deliveries.other()];
    for (const action of ['opened', 'updated', 'closed', 'merged'] as const) {
      sent.push(deliveries.pullRequest(action, pull));
    }
    const hints = sent.flatMap((one) => scenario.forge.webhooks.parse(one)?.hints ?? []);
    expect(hints.filter(({ kind }) => kind === 'check')).toEqual([]);
    expect(support.unsupported).toMatch(/\.$/);
  });
}

function testShown(start: StartScenario, isRequired: boolean): void {
  const startWith = async (checks: ScenarioCheck[]) => {
    const scenario = await start();
    if (isRequired) scenario.checkRules?.require?.(['build']);
    scenario.putPullRequest({ checks });
    const row = new Row(scenario);
    await row.read();
    return { scenario, row };
  };

  test.each(['passed', 'failed'] as const)(
    'is shown when it %s, without a request',
    async (state) => {
      const { scenario, row } = await startWith([unit, running('build'), running('deploy')]);
      await using _ = scenario;
      const build = ended('build', state, [1, 2]);
      const pull = scenario.putPullRequest({ checks: [unit, build, running('deploy')] });
      const before = scenario.requests.length;
      const applied = row.deliver(deliver(scenario, pull, 'build'));
      expect(scenario.requests).toHaveLength(before);
      expect(applied).toMatchObject({ isUnclear: false });
      const shown = row.counts();
      await row.read();
      expect(shown).toEqual(row.counts());
    },
  );

  test('S14: needs a read when nothing is left to wait for', async () => {
    const { scenario, row } = await startWith([unit, running('build')]);
    await using _ = scenario;
    const pull = scenario.putPullRequest({ checks: [unit, ended('build', 'passed', [1, 2])] });
    const applied = row.deliver(deliver(scenario, pull, 'build'));
    expect(applied).toEqual({ isUnclear: false, needsRead: true });
    expect(row.counts()).toMatchObject({ passed: 2, pending: 0 });
  });
}

/** Every state of two checks, one of which runs again. */
const builds = [
  running('build'),
  ended('build', 'failed', [1, 2]),
  running('build', 5),
  ended('build', 'passed', [5, 6]),
];
const deploys = [running('deploy', 2), ended('deploy', 'failed', [2, 3])];
const lint: ScenarioCheck = { ...unit, name: 'lint' };

function testOrders(start: StartScenario): void {
  test('S15: deliveries that are late, twice and in any order end in the state that a read reports', async () => {
    await using scenario = await start();
    const withChecks = (build: ScenarioCheck | undefined, deploy: ScenarioCheck | undefined) =>
      scenario.putPullRequest({
        checks: [unit, build ?? running('build'), lint, deploy ?? running('deploy', 2)],
      });
    const sent = [
      ...builds.map((build) => deliver(scenario, withChecks(build, deploys[0]), 'build')),
      ...deploys.map((deploy) => deliver(scenario, withChecks(builds[0], deploy), 'deploy')),
    ].flatMap((delivery) => delivery ?? []);
    expect(sent.length).toBeGreaterThan(0);
    withChecks(builds[0], deploys[0]);
    const first = getChecks(await getPullRequest(scenario));
    withChecks(builds.at(-1), deploys.at(-1));
    const last = getChecks(await getPullRequest(scenario));

    fc.assert(
      fc.property(fc.array(fc.nat(sent.length - 1), { maxLength: 20 }), (order) => {
        const row = new Row(scenario);
        row.show(first);
        const results = order.map((index) => row.deliver(sent[index]));
        const isAllDelivered = new Set(order).size === sent.length;
        if (isAllDelivered && results.every(({ isUnclear }) => !isUnclear)) {
          expect(row.counts()).toEqual(pickCounts(last));
        }
        // A read just after the deliveries, and one when they are old.
        if (row.show(last)) expect(row.counts()).toEqual(pickCounts(last));
        row.pass(60_000);
        expect(row.show(last)).toBe(true);
        expect(row.counts()).toEqual(pickCounts(last));
      }),
      { numRuns: 300 },
    );
  });
}

/** What a row of the sample shows, by the rules of the store. */
class Row {
  readonly #scenario: ForgeScenario;
  #checks: Checks | undefined;
  #nowMs = at(60).getTime();

  constructor(scenario: ForgeScenario) {
    this.#scenario = scenario;
  }

  pass(ms: number): void {
    this.#nowMs += ms;
  }

  async read(): Promise<void> {
    this.pass(60_000);
    this.show(getChecks(await getPullRequest(this.#scenario)));
  }

  /** Whether a read could be merged with what was delivered. */
  show(read: Checks): boolean {
    const runs = read.runs.map(toRun);
    this.#checks ??= read;
    const { requiredNames } = read;
    const applied = this.#apply({ kind: 'list', runs, requiredNames, sinceReadMs: 0 });
    return applied.checks !== null;
  }

  deliver(delivery: WebhookDelivery | undefined): { isUnclear: boolean; needsRead: boolean } {
    this.pass(10);
    const hints = (delivery && this.#scenario.forge.webhooks.parse(delivery)?.hints) ?? [];
    const applied = hints.map((hint) => {
      // Every other hint makes the row due.
      if (hint.kind !== 'check') throw new Error(`A request is needed: ${JSON.stringify(hint)}`);
      expect(hint.sha).toBe(this.#checks?.headSha);
      return this.#apply(hint.reported);
    });
    expect(applied.length).toBeGreaterThan(0);
    const needsRead = applied.some((one) => one.needsRead);
    return { isUnclear: applied.some((one) => one.needsRead && !one.checks), needsRead };
  }

  counts() {
    return pickCounts(this.#checks);
  }

  #apply(reported: Parameters<typeof applyReport>[1]): AppliedChecks {
    const { runs = [], requiredNames = null } = this.#checks ?? {};
    const stored = {
      runs: runs.map((run: ListedRun) => ({ ...toRun(run), deliveredAt: run.deliveredAt })),
      requiredNames,
      headSha: this.#checks?.headSha ?? '',
    };
    const applied = applyReport(stored, reported, new Date(this.#nowMs));
    this.#checks = applied.checks ?? this.#checks;
    return applied;
  }
}

function pickCounts(checks: Checks | undefined) {
  if (!checks) return undefined;
  const { state, passed, failed, pending, required, optionalFailed, missing, names } = checks;
  const sorted = { missing: missing.toSorted(), names: names.toSorted() };
  return { state, passed, failed, pending, required, optionalFailed, ...sorted };
}

function deliver(
  { deliveredChecks }: ForgeScenario,
  pull: ScenarioPullRequest,
  name: string,
): WebhookDelivery | undefined {
  return (deliveredChecks as Supported).deliver(pull, name);
}
