import { describe, expect, test } from 'vitest';
import { fetchOutcome, getPullRequest, type ScenarioPeople } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

/** Deleted accounts: the forge reports null, or an account without its name. */
export function testDeletedAccounts(start: StartScenario, people: ScenarioPeople): void {
  test('of an author leaves the rest of the pull request', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ author: 'eve', title: 'Fix it' });
    scenario.people?.deleteAccount('eve');
    const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
    expect(found).toMatchObject({ url, title: 'Fix it' });
    expect(found.authorLogin).not.toBe('eve');
  });

  test('of reviewers and requested reviewers leave the others', async () => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const { url } = scenario.putPullRequest({
      reviews: [
        { login: 'eve', verdict: 'approved' },
        { login: 'zoe', verdict: 'approved' },
      ],
      requestedReviewers: ['eve', 'joe'],
    });
    scenario.people?.deleteAccount('eve');
    const found = await getPullRequest(scenario, { known: { url, state: 'open' } });
    expect(found.approved).toBe(true);
    expect(found.requestedReviewers ?? []).not.toContain('eve');
    const reviews = await forge.fetchReviews({ repository, pullRequestUrl: url }, access);
    expect(reviews.kind).toBe('reviews');
  });

  test('of a reviewer leave the verdict that the forge still reports', async () => {
    await using scenario = await start();
    const verdicts = (['approved', 'changes_requested'] as const).filter((verdict) => {
      return !scenario.unreported?.verdicts?.includes(verdict);
    });
    const rows = verdicts.map((verdict, index) => {
      const number = 20 + index;
      const branch = `agent/${number}`;
      const { url } = scenario.putPullRequest({
        number,
        branch,
        reviews: [{ login: 'eve', verdict }],
      });
      return { branch, known: { url, state: 'open' as const } };
    });
    scenario.people?.deleteAccount('eve');
    for (const [index, row] of rows.entries()) {
      const approved = verdicts[index] === 'approved';
      const found = await getPullRequest(scenario, row);
      expect(found).toMatchObject({ approved, changesRequested: !approved });
      expect(found.reviewerCount).toBeGreaterThan(0);
    }
  });

  test('affect no other row of a batch', async () => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const rows = ['eve', 'ada'].map((author, index) => {
      const number = 20 + index;
      const branch = `agent/${number}`;
      const reviews = [{ login: author, verdict: 'approved' } as const];
      const { url } = scenario.putPullRequest({ number, branch, author, reviews });
      return { repository, branch, known: { url, state: 'open' as const } };
    });
    scenario.people?.deleteAccount('eve');
    const outcomes = await forge.fetchStatuses(rows, access);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['refreshed', 'refreshed']);
  });

  test('of an author leave a delivery readable', async () => {
    await using scenario = await start();
    const { forge, deliveries } = scenario;
    const pull = scenario.putPullRequest({ author: 'eve' });
    scenario.people?.deleteAccount('eve');
    const message = forge.webhooks.parse(deliveries.pullRequest('updated', pull));
    expect(message?.hints).toContainEqual(expect.objectContaining({ url: pull.url }));
  });

  test('of an author leave checks and diff', async () => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const { url, branch, headSha } = scenario.putPullRequest({
      author: 'eve',
      checks: [{ name: 'build', state: 'failed' }],
      reviews: [{ login: 'eve', verdict: 'commented' }],
    });
    scenario.people?.deleteAccount('eve');
    const request = { repository, branch, pullRequestUrl: url, headSha };
    expect(await forge.fetchChecks(request, access)).toMatchObject({ kind: 'checks' });
    expect(await forge.fetchDiff(request, access)).toMatchObject({ kind: 'diff' });
  });

  describe('of the owner of a fork', () => {
    test.runIf(people.deletesForks).each(['open', 'merged'] as const)(
      'leave its %s pull request to its row',
      async (state) => {
        await using scenario = await start();
        const { fork } = scenario;
        const { url } = scenario.putPullRequest({ from: 'fork', state });
        scenario.people?.deleteAccount('bob');
        const query = { repository: fork, known: { url, state } };
        expect(await getPullRequest(scenario, query)).toMatchObject({ url, state });
      },
    );

    test.runIf(people.deletesForks)('leave its checks readable, or unknown (S16)', async () => {
      await using scenario = await start();
      const { forge, access, fork } = scenario;
      const { url, branch, headSha } = scenario.putPullRequest({
        from: 'fork',
        checks: [{ name: 'build', state: 'failed' }],
      });
      scenario.people?.deleteAccount('bob');
      const query = { repository: fork, known: { url, state: 'open' as const } };
      const { checks } = await getPullRequest(scenario, query);
      expect(checks).toMatchObject({ failed: 1 });
      const request = { repository: fork, branch, pullRequestUrl: url, headSha };
      const listed = await forge.fetchChecks(request, access);
      expect(listed).toMatchObject({ kind: 'checks', checks: [{ name: 'build' }] });
    });

    test.runIf(people.deletesForks)('give its pull request to no other row', async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ from: 'fork' });
      scenario.people?.deleteAccount('bob');
      for (const repository of [scenario.repository, scenario.otherFork]) {
        const outcome = await fetchOutcome(scenario, { repository, known: { url, state: 'open' } });
        expect(outcome).toMatchObject({ kind: 'pull_request_gone' });
      }
    });
  });
}
