import { describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../domain/diff-status.ts';
import { toRepositoryKey } from '../../../domain/repository-reference.ts';
import {
  type ForgeScenario,
  getPullRequest,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../forge-scenario.ts';
import {
  expectPlainLine,
  expectReportedOrNull,
  hostileTitle,
  type StartScenario,
} from './expectations.ts';

type Verdict = ScenarioPullRequest['reviews'][number]['verdict'];
type ReviewFacts = Pick<PullRequest, 'approved' | 'changesRequested'>;

export function testFacts(
  start: StartScenario,
  { verdicts: unreported = [] }: NonNullable<ForgeScenario['unreported']>,
): void {
  test('include everything a chat shows', async () => {
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
    expectReportedOrNull(found.changedAt, samplePullRequest.changedAt);
  });

  test.each(['repository', 'fork'] as const)(
    'include the head repository: the %s',
    async (from) => {
      await using scenario = await start();
      scenario.putPullRequest({ from });
      const repository = scenario[from];
      const { headRepository } = await getPullRequest(scenario, { repository });
      expect(headRepository?.toLowerCase()).toBe(toRepositoryKey(repository));
    },
  );

  test('include the counts that the forge reports', async () => {
    await using scenario = await start();
    scenario.putPullRequest({});
    const found = await getPullRequest(scenario);
    expectReportedOrNull(found.additions, samplePullRequest.additions);
    expectReportedOrNull(found.deletions, samplePullRequest.deletions);
    expectReportedOrNull(found.changedFiles, samplePullRequest.changedFiles);
    expectReportedOrNull(found.commits, samplePullRequest.commits);
  });

  test('include whether it is a draft', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ draft: true });
    expect((await getPullRequest(scenario)).draft).toBe(true);
  });

  test('include when it was merged', async () => {
    await using scenario = await start();
    const settledAt = new Date('2026-01-01T11:30:00Z');
    const { url } = scenario.putPullRequest({ state: 'merged', settledAt, changedAt: settledAt });
    const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
    expectReportedOrNull(found.settledAt, settledAt);
  });

  test('are updated after a change', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    await getPullRequest(scenario);
    const changedAt = new Date('2026-01-01T11:10:00Z');
    const change = { title: 'Fix it for good', headSha: '2'.repeat(40), changedAt };
    const { headSha } = scenario.putPullRequest(change);
    const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
    expect(found).toMatchObject({ title: 'Fix it for good', headSha });
  });

  test('include a hostile title as one line of plain text', async () => {
    await using scenario = await start();
    scenario.putPullRequest({ title: hostileTitle });
    expectPlainLine((await getPullRequest(scenario)).title);
  });

  describe('reviews', () => {
    const none = { approved: false, changesRequested: false };
    const cases: [string, [string, Verdict][], ReviewFacts][] = [
      ['an approval approves it', [['bob', 'approved']], { ...none, approved: true }],
      ['a comment is no decision', [['bob', 'commented']], none],
      [
        'a request for changes is reported',
        [['bob', 'changes_requested']],
        { ...none, changesRequested: true },
      ],
      [
        'the latest decision of a reviewer counts: approved',
        [
          ['bob', 'changes_requested'],
          ['bob', 'approved'],
        ],
        { ...none, approved: true },
      ],
      [
        'the latest decision of a reviewer counts: changes requested',
        [
          ['bob', 'approved'],
          ['bob', 'changes_requested'],
        ],
        { ...none, changesRequested: true },
      ],
      [
        'one request for changes outweighs several approvals',
        [
          ['bob', 'changes_requested'],
          ['eve', 'approved'],
          ['joe', 'approved'],
        ],
        { ...none, changesRequested: true },
      ],
    ];
    for (const [title, given, expected] of cases) {
      const isReported = given.every(([, verdict]) => !unreported.includes(verdict));
      test.runIf(isReported)(title, async () => {
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
