import { expect, test } from 'vitest';
import type { PullRequestFacts } from '../../../domain/delivery.ts';
import {
  type ForgeScenario,
  getPullRequest,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

type Change = Partial<ScenarioPullRequest>;

const minute = 60_000;
const later = (minutes: number) =>
  new Date(samplePullRequest.changedAt.getTime() + minutes * minute);

/** For each field that deliveries report: its value then, and its value when the forge was read. */
const changes: [field: string, before: Change, after: Change][] = [
  ['title', { title: 'Draft of a title' }, { title: 'The title' }],
  ['draft', { draft: true }, { draft: false }],
  ['ready', { draft: false }, { draft: true }],
  ['head', { headSha: '1'.repeat(40) }, { headSha: '2'.repeat(40) }],
  ['base', { baseBranch: 'main' }, { baseBranch: 'next' }],
  ['labels', { labels: [{ name: 'bug', color: '#d73a4a' }] }, { labels: [] }],
  ['closed', { state: 'closed', settledAt: later(1), changedAt: later(1) }, { state: 'open' }],
];

/** What only a read can order by time. */
const readOnly = ['approved', 'changesRequested', 'checks', 'mergeability'];

/**
 * Deliveries arrive late. The store applies facts that are newer than what was read, by one clock of the
 * forge, so facts about an earlier version must be older than the read, or carry no instant.
 */
export function testLateDeliveries(start: StartScenario): void {
  test.each(changes)('never put the %s before the read back', async (_, before, after) => {
    await using scenario = await start();
    const { facts } = deliver(scenario, scenario.putPullRequest(before));
    const { changedAt, settledAt } = { changedAt: later(10), settledAt: null };
    scenario.putPullRequest({ ...before, settledAt, ...after, changedAt });
    const read = await getPullRequest(scenario);
    if (facts === null || facts.changedAt === null) return;
    expect(facts.changedAt.getTime()).toBeLessThan(read.changedAt?.getTime() ?? 0);
  });

  test('of a merge may be applied at once, because it is final', async () => {
    await using scenario = await start();
    const change = { state: 'merged', settledAt: later(1), changedAt: later(1) } as const;
    const { facts } = deliver(scenario, scenario.putPullRequest(change), 'merged');
    expect(facts?.state).toBe('merged');
    expect(facts?.changedAt).toEqual(later(1));
  });

  test('report nothing that only a read can order', async () => {
    await using scenario = await start();
    const { facts } = deliver(scenario, scenario.putPullRequest({}));
    for (const field of readOnly) expect(facts ?? {}).not.toHaveProperty(field);
  });
}

function deliver(
  { forge, deliveries }: ForgeScenario,
  pull: ScenarioPullRequest,
  action: 'updated' | 'merged' = 'updated',
): { facts: PullRequestFacts | null } {
  const message = forge.webhooks.parse(deliveries.pullRequest(action, pull));
  const hint = message?.hints.find(({ kind }) => kind === 'pull_request');
  if (hint?.kind !== 'pull_request') throw new Error(JSON.stringify(message));
  return hint;
}
