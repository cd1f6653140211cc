import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../domain/diff-status.ts';
import { getPullRequest } from '../ask-row.ts';
import {
  type ForgeScenario,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../forge-scenario.ts';
import { expectPlainLine, expectToldOrNull, hostileTitle, type StartScenario } from './asking.ts';

type Verdict = ScenarioPullRequest['reviews'][number]['verdict'];
type ReviewFacts = Pick<PullRequest, 'approved' | 'changesRequested'>;

export function testFacts(
  start: StartScenario,
  { verdicts: untold = [] }: NonNullable<ForgeScenario['untellable']>,
): void {
  test('are all told', async () => {
    await using scenario = await start();
    const { url, headSha } = scenario.putPullRequest({});
    const found = await getPullRequest(scenario);
    expect(found).toMatchObject({
      url,
      number: samplePullRequest.number,
      state: 'open',
      title: samplePullRequest.title,
      draft: false,
      settledAt: null,
      baseBranch: samplePullRequest.baseBranch,
      headBranch: samplePullRequest.branch,
      headSha,
      approved: false,
      changesRequested: false,
      reviewerCount: 0,
    });
    expect(found.authorLogin?.toLowerCase()).toBe('ada');
    expectToldOrNull(found.changedAt, samplePullRequest.changedAt);
  });

  test('hold the counts that the forge tells', async () => {
    await using scenario = await start();
    scenario.putPullRequest({});
    const found = await getPullRequest(scenario);
    expectToldOrNull(found.additions, samplePullRequest.additions);
    expectToldOrNull(found.deletions, samplePullRequest.deletions);
    expectToldOrNull(found.changedFiles, samplePullRequest.changedFiles);
    expectToldOrNull(found.commits, samplePullRequest.commits);
  });

  test('say that it is a draft', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ draft: true });
    expect((await getPullRequest(scenario)).draft).toBe(true);
  });

  test('say when it was merged', async () => {
    await using scenario = await start();
    const settledAt = new Date('2026-01-01T11:30:00Z');
    const { url } = scenario.putPullRequest({ state: 'merged', settledAt, changedAt: settledAt });
    const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
    expectToldOrNull(found.settledAt, settledAt);
  });

  test('follow a change', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    await getPullRequest(scenario);
    const changedAt = new Date('2026-01-01T11:10:00Z');
    const change = { title: 'Fix it for good', headSha: '2'.repeat(40), changedAt };
    const { headSha } = scenario.putPullRequest(change);
    const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
    expect(found).toMatchObject({ title: 'Fix it for good', headSha });
  });

  test('hold a hostile title as one plain line', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ title: hostileTitle });
    expectPlainLine((await getPullRequest(scenario)).title);
  });

  describe('reviews', () => {
    const none = { approved: false, changesRequested: false };
    const cases: [string, [string, Verdict][], ReviewFacts][] = [
      ['an approval approves', [['bob', 'approved']], { ...none, approved: true }],
      ['a comment decides nothing', [['bob', 'commented']], none],
      [
        'a request for changes is told',
        [['bob', 'changes_requested']],
        { ...none, changesRequested: true },
      ],
      [
        'the latest of a reviewer counts: approved',
        [
          ['bob', 'changes_requested'],
          ['bob', 'approved'],
        ],
        { ...none, approved: true },
      ],
      [
        'the latest of a reviewer counts: changes requested',
        [
          ['bob', 'approved'],
          ['bob', 'changes_requested'],
        ],
        { ...none, changesRequested: true },
      ],
      [
        'one request for changes outweighs approvals',
        [
          ['bob', 'changes_requested'],
          ['eve', 'approved'],
          ['joe', 'approved'],
        ],
        { ...none, changesRequested: true },
      ],
    ];
    for (const [title, given, expected] of cases) {
      const isTold = given.every(([, verdict]) => !untold.includes(verdict));
      test.runIf(isTold)(title, async () => {
        await using scenario = await start();
        scenario.putPullRequest({ reviews: given.map(([login, verdict]) => ({ login, verdict })) });
        const found = await getPullRequest(scenario);
        expect(found).toMatchObject(expected);
        const deciding = given.filter(([, verdict]) => verdict !== 'commented');
        const reviewers = new Set(deciding.map(([login]) => login));
        expect(found.reviewerCount).toBeGreaterThanOrEqual(reviewers.size);
      });
    }
  });
}
