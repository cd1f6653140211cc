import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Review } from '../forge.ts';
import { parseReviews, toReviewSummary } from './reviews.ts';
import { pullRequestJson, reviewJson } from './testing/json-answers.ts';
import { toPullPath, toReviewsPath } from './testing/paths.ts';
import { type ForgeUnderTest, startGitHubForge } from './testing/start-forge.ts';

type Line = [login: string | null, state: string, minute: number | null];

function toJson(lines: Line[]) {
  return lines.map(([login, state, minute]) =>
    reviewJson(login, state, minute === null ? null : `2026-01-01T10:0${minute}:00Z`),
  );
}

function summarize(lines: Line[], author: string | null = 'Ada') {
  return toReviewSummary(parseReviews(toJson(lines)) ?? [], author);
}

const nothing = { changesRequested: false, approved: false, reviewerCount: 0 };

describe('the review summary', () => {
  test.each<[string, Line[], Partial<typeof nothing>]>([
    ['is empty without reviews', [], {}],
    ['has an approval', [['Bob', 'APPROVED', 1]], { approved: true, reviewerCount: 1 }],
    [
      'counts a comment as a review without a decision',
      [['Bob', 'COMMENTED', 1]],
      { reviewerCount: 1 },
    ],
    [
      'has the latest review of a login in any case',
      [
        ['Bob', 'CHANGES_REQUESTED', 1],
        ['bob', 'APPROVED', 2],
      ],
      { approved: true, reviewerCount: 1 },
    ],
    [
      'has the latest review by time, not by position',
      [
        ['Bob', 'APPROVED', 2],
        ['Bob', 'CHANGES_REQUESTED', 1],
      ],
      { approved: true, reviewerCount: 1 },
    ],
    [
      'has the review with the later position within one second',
      [
        ['Bob', 'APPROVED', 1],
        ['Bob', 'CHANGES_REQUESTED', 1],
      ],
      { changesRequested: true, reviewerCount: 1 },
    ],
    [
      'keeps a decision when a comment follows',
      [
        ['Bob', 'APPROVED', 1],
        ['Bob', 'COMMENTED', 2],
      ],
      { approved: true, reviewerCount: 1 },
    ],
    [
      'has a single request for changes despite approvals',
      [
        ['Bob', 'APPROVED', 1],
        ['Eve', 'CHANGES_REQUESTED', 1],
        ['Joe', 'APPROVED', 2],
      ],
      { changesRequested: true, reviewerCount: 3 },
    ],
    [
      'drops a decision that was dismissed',
      [
        ['Bob', 'APPROVED', 1],
        ['Bob', 'DISMISSED', 2],
      ],
      { reviewerCount: 1 },
    ],
    ['ignores a review that was not submitted', [['Bob', 'PENDING', null]], {}],
    ['counts a deleted account', [[null, 'APPROVED', 1]], { approved: true, reviewerCount: 1 }],
    ['ignores the author', [['ada', 'COMMENTED', 1]], {}],
  ])('%s', (_, lines, expected) => {
    expect(summarize(lines)).toEqual({ ...nothing, ...expected });
  });
});

test.each([undefined, {}, [null], [{ state: 7 }]])('%j is not a list of reviews', (body) => {
  expect(parseReviews(body)).toBeUndefined();
});

const requestedPath = `${toPullPath(12)}/requested_reviewers`;
const noneRequested = { users: [], teams: [] };

let tested: ForgeUnderTest;

beforeEach(async () => {
  tested = await startGitHubForge();
  tested.server.put(toPullPath(12), { body: pullRequestJson(12) });
  tested.server.put(requestedPath, { body: noneRequested });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

function putReviews(lines: Line[]) {
  tested.server.put(toReviewsPath(12), { body: toJson(lines) });
}

async function listReviews(): Promise<Review[]> {
  const repository = { owner: 'acme', name: 'app' };
  const pullRequestUrl = `${tested.server.webBaseUrl}/acme/app/pull/12`;
  const outcome = await tested.forge.fetchReviews({ repository, pullRequestUrl }, tested.access);
  if (outcome.kind !== 'reviews') throw new Error(JSON.stringify(outcome));
  return outcome.reviews;
}

async function listStates() {
  return (await listReviews()).map(({ reviewer, state }) => [reviewer, state]);
}

describe('the review of a reviewer', () => {
  test.each<[string, Line[], [string, string][]]>([
    [
      'is the latest decision of a login in any case',
      [
        ['Bob', 'CHANGES_REQUESTED', 1],
        ['bob', 'APPROVED', 2],
      ],
      [['bob', 'approved']],
    ],
    [
      'is the latest by time, not by position',
      [
        ['Bob', 'APPROVED', 2],
        ['Bob', 'CHANGES_REQUESTED', 1],
      ],
      [['Bob', 'approved']],
    ],
    [
      'stays when a comment follows',
      [
        ['Bob', 'CHANGES_REQUESTED', 1],
        ['Bob', 'COMMENTED', 2],
      ],
      [['Bob', 'changes_requested']],
    ],
    [
      'is dismissed when the decision was dismissed',
      [['Bob', 'DISMISSED', 1]],
      [['Bob', 'dismissed']],
    ],
    ['is a comment without a decision', [['Bob', 'COMMENTED', 1]], [['Bob', 'commented']]],
    ['does not exist until it is submitted', [['Bob', 'PENDING', null]], []],
    ['does not exist for the author, who can only comment', [['ada', 'COMMENTED', 1]], []],
    [
      'stays when the account was deleted',
      [
        [null, 'APPROVED', 1],
        ['Eve', 'COMMENTED', 2],
      ],
      [
        ['ghost', 'approved'],
        ['Eve', 'commented'],
      ],
    ],
  ])('%s', async (_, lines, expected) => {
    putReviews(lines);
    expect(await listStates()).toEqual(expected);
  });

  test('has a time and a URL', async () => {
    putReviews([['Bob', 'APPROVED', 1]]);
    expect(await listReviews()).toEqual([
      {
        reviewer: 'Bob',
        avatarUrl: 'https://avatars.test/u/2',
        state: 'approved',
        submittedAt: new Date('2026-01-01T10:01:00Z'),
        url: 'https://elsewhere.test/acme/app/pull/12#pullrequestreview-1',
      },
    ]);
  });

  test('has only web URLs', async () => {
    const review = reviewJson('Bob', 'APPROVED', '2026-01-01T10:01:00Z');
    const body = [{ ...review, html_url: 'javascript:alert(1)', user: { login: 'a\u202eb' } }];
    tested.server.put(toReviewsPath(12), { body });
    expect(await listReviews()).toMatchObject([{ reviewer: 'a b', url: null, avatarUrl: null }]);
  });
});

test('requested accounts and teams follow, unless they have reviewed', async () => {
  putReviews([['Bob', 'COMMENTED', 1]]);
  const avatar_url = 'https://avatars.test/u/3';
  const users = [{ login: 'bob' }, { login: 'Eve', avatar_url }];
  tested.server.put(requestedPath, { body: { users, teams: [{ slug: 'core' }] } });
  const request = { state: 'requested', submittedAt: null, url: null };
  expect((await listReviews()).slice(1)).toEqual([
    { ...request, reviewer: 'Eve', avatarUrl: avatar_url },
    { ...request, reviewer: 'core', avatarUrl: null },
  ]);
});

test('nothing is read again while nothing changes', async () => {
  putReviews([['Bob', 'APPROVED', 1]]);
  await listReviews();
  tested.server.takeCalls();
  expect(await listStates()).toEqual([['Bob', 'approved']]);
  expect(tested.server.takeCalls().every((call) => call.startsWith('304 '))).toBe(true);
});
