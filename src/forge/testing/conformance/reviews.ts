import { expect, test } from 'vitest';
import type { Review, ReviewsOutcome } from '../../forge.ts';
import type { ForgeScenario, ScenarioPullRequest, ScenarioReviews } from '../forge-scenario.ts';
import { expectToldOrNull, type StartScenario } from './asking.ts';

type Verdict = ScenarioPullRequest['reviews'][number]['verdict'];
type Given = [login: string, verdict: Verdict][];

export function testReviews(
  start: StartScenario,
  { deleteAccount }: ScenarioReviews,
  { verdicts: untold = [] }: NonNullable<ForgeScenario['untellable']>,
): void {
  const cases: [string, Given, Review['state']][] = [
    ['an approval', [['bob', 'approved']], 'approved'],
    ['a request for changes', [['bob', 'changes_requested']], 'changes_requested'],
    [
      'the latest decision, an approval',
      [
        ['bob', 'changes_requested'],
        ['bob', 'approved'],
      ],
      'approved',
    ],
    [
      'the latest decision, a request for changes',
      [
        ['bob', 'approved'],
        ['bob', 'changes_requested'],
      ],
      'changes_requested',
    ],
    [
      'a decision that was followed by a comment',
      [
        ['bob', 'approved'],
        ['bob', 'commented'],
      ],
      'approved',
    ],
  ];
  for (const [title, given, state] of cases) {
    const isTold = given.every(([, verdict]) => !untold.includes(verdict));
    test.runIf(isTold)(title, async () => {
      await using scenario = await start();
      const { url } = scenario.putPullRequest({ reviews: toReviews(given) });
      const reviews = await getReviews(scenario, url);
      expect(toStates(reviews)).toEqual([['bob', state]]);
      for (const review of reviews) expectSensible(review);
    });
  }

  test('everybody who said something, once', async () => {
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

  test('who only commented, or nobody where a forge calls that no review', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({ reviews: toReviews([['bob', 'commented']]) });
    const states = toStates(await getReviews(scenario, url));
    expect([[['bob', 'commented']], []]).toContainEqual(states);
  });

  test('who was asked, beside who answered', async () => {
    await using scenario = await start();
    const reviews = toReviews([['bob', 'approved']]);
    const { url } = scenario.putPullRequest({ reviews, requestedReviewers: ['eve'] });
    expect(toStates(await getReviews(scenario, url))).toEqual([
      ['bob', 'approved'],
      ['eve', 'requested'],
    ]);
  });

  test('who was asked again, once', async () => {
    await using scenario = await start();
    const reviews = toReviews([['bob', 'approved']]);
    const { url } = scenario.putPullRequest({ reviews, requestedReviewers: ['bob'] });
    const states = toStates(await getReviews(scenario, url));
    expect([[['bob', 'approved']], [['bob', 'requested']]]).toContainEqual(states);
  });

  test('nobody where nobody was asked and nobody said anything', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    expect(await getReviews(scenario, url)).toEqual([]);
  });

  test.runIf(deleteAccount)('whoever is left when an account is gone', async () => {
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
    for (const review of reviews) expectSensible(review);
  });

  test('a pull request that is not there fails', async () => {
    await using scenario = await start();
    const { forge, repository } = scenario;
    const pullRequestUrl = forge.toPullRequestUrl({ repository, number: 99 });
    const outcome = await fetchReviews(scenario, pullRequestUrl);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('a rate limit stops it (S5)', async () => {
    await using scenario = await start();
    const { url } = scenario.putPullRequest({});
    scenario.fail(scenario.toRateLimited(90));
    const until = new Date(scenario.instant.nowMs + 90_000);
    expect(await fetchReviews(scenario, url)).toEqual({ kind: 'rate_limited', until });
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

function expectSensible({ reviewer, url, avatarUrl, submittedAt }: Review): void {
  expect(reviewer).not.toBe('');
  for (const address of [url, avatarUrl]) expect(address ?? 'http://').toMatch(/^https?:\/\//);
  expectToldOrNull(submittedAt && Number.isNaN(submittedAt.getTime()), false);
}
