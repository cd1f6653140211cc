import { expect, test } from 'vitest';
import type { Review, ReviewsOutcome } from '../../forge.ts';
import type { ForgeScenario, ScenarioPullRequest, ScenarioReviews } from '../forge-scenario.ts';
import { expectReportedOrNull, type StartScenario } from './expectations.ts';

type Verdict = ScenarioPullRequest['reviews'][number]['verdict'];
type Given = [login: string, verdict: Verdict][];

export function testReviews(
  start: StartScenario,
  { deleteAccount }: ScenarioReviews,
  { verdicts: unreported = [] }: NonNullable<ForgeScenario['unreported']>,
): void {
  const cases: [string, Given, Review['state']][] = [
    ['returns an approval', [['bob', 'approved']], 'approved'],
    ['returns a request for changes', [['bob', 'changes_requested']], 'changes_requested'],
    [
      'returns the latest decision when it is an approval',
      [
        ['bob', 'changes_requested'],
        ['bob', 'approved'],
      ],
      'approved',
    ],
    [
      'returns the latest decision when it is a request for changes',
      [
        ['bob', 'approved'],
        ['bob', 'changes_requested'],
      ],
      'changes_requested',
    ],
    [
      'returns a decision that is followed by a comment',
      [
        ['bob', 'approved'],
        ['bob', 'commented'],
      ],
      'approved',
    ],
  ];
  for (const [title, given, state] of cases) {
    const isReported = given.every(([, verdict]) => !unreported.includes(verdict));
    test.runIf(isReported)(title, async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ reviews: toReviews(given) });
      const reviews = await getReviews(scenario, url);
      expect(toStates(reviews)).toEqual([['bob', state]]);
      for (const review of reviews) expectWellFormed(review);
    });
  }

  test('returns each reviewer once', async () => {
    await using scenario = await start();
    const given: Given = [
      ['bob', 'approved'],
      ['eve', 'approved'],
      ['bob', 'approved'],
    ];
    const { url } = scenario.putPullRequest({ reviews: toReviews(given) });
    expect(toStates(await getReviews(scenario, url))).toEqual([
      ['bob', 'approved'],
      ['eve', 'approved'],
    ]);
  });

  test('returns a reviewer who only commented, where the forge counts that as a review', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ reviews: toReviews([['bob', 'commented']]) });
    const states = toStates(await getReviews(scenario, url));
    expect([[['bob', 'commented']], []]).toContainEqual(states);
  });

  test('returns requested reviewers in addition to those who reviewed', async () => {
    await using scenario = await start();
    const reviews = toReviews([['bob', 'approved']]);
    const { url } = scenario.putPullRequest({ reviews, requestedReviewers: ['eve'] });
    expect(toStates(await getReviews(scenario, url))).toEqual([
      ['bob', 'approved'],
      ['eve', 'requested'],
    ]);
  });

  test('returns a reviewer once whose review is requested again', async () => {
    await using scenario = await start();
    const reviews = toReviews([['bob', 'approved']]);
    const { url } = scenario.putPullRequest({ reviews, requestedReviewers: ['bob'] });
    const states = toStates(await getReviews(scenario, url));
    expect([[['bob', 'approved']], [['bob', 'requested']]]).toContainEqual(states);
  });

  test('returns no reviews when there are none and none are requested', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    expect(await getReviews(scenario, url)).toEqual([]);
  });

  test.runIf(deleteAccount)(
    'returns the remaining reviewers after an account is deleted',
    async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({
        reviews: toReviews([
          ['bob', 'approved'],
          ['eve', 'approved'],
        ]),
      });
      scenario.reviews?.deleteAccount?.('bob');
      const reviews = await getReviews(scenario, url);
      expect(toStates(reviews)).toContainEqual(['eve', 'approved']);
      expect(toStates(reviews).map(([reviewer]) => reviewer)).not.toContain('bob');
      for (const review of reviews) expectWellFormed(review);
    },
  );

  test('fails for a missing pull request', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const pullRequestUrl = forge.toPullRequestUrl({ repository, number: 99 });
    const outcome = await fetchReviews(scenario, pullRequestUrl);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('returns the rate limit (S5)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    scenario.fail(scenario.rateLimitFault(90));
    const retryInMs = 90_000;
    expect(await fetchReviews(scenario, url)).toMatchObject({ kind: 'rate_limited', retryInMs });
  });
}

function toReviews(given: Given): ScenarioPullRequest['reviews'] {
  return given.map(([login, verdict]) => ({ login, verdict }));
}

function fetchReviews(
  { forge, access, repository }: ForgeScenario,
  pullRequestUrl: string,
): Promise<ReviewsOutcome> {
  return forge.fetchReviews({ repository, pullRequestUrl }, access);
}

async function getReviews(scenario: ForgeScenario, pullRequestUrl: string): Promise<Review[]> {
  const outcome = await fetchReviews(scenario, pullRequestUrl);
  if (outcome.kind !== 'reviews') throw new Error(JSON.stringify(outcome));
  return outcome.reviews;
}

function toStates(reviews: readonly Review[]): [string, Review['state']][] {
  return reviews
    .map(({ reviewer, state }): [string, Review['state']] => [reviewer.toLowerCase(), state])
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function expectWellFormed({ reviewer, url, avatarUrl, submittedAt }: Review): void {
  expect(reviewer).not.toBe('');
  for (const address of [url, avatarUrl]) expect(address ?? 'http://').toMatch(/^https?:\/\//);
  expectReportedOrNull(submittedAt && Number.isNaN(submittedAt.getTime()), false);
}
