import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Review } from '../forge.ts';
import { pullRequestJson, reviewJson } from './testing/json-answers.ts';
import { toPullPath, toReviewsPath } from './testing/paths.ts';
import { type ForgeUnderTest, startGitHubForge } from './testing/start-forge.ts';

const requestedPath = `${toPullPath(12)}/requested_reviewers`;
const nobody = { users: [], teams: [] };

let tested: ForgeUnderTest;

beforeEach(async () => {
  tested = await startGitHubForge();
  tested.server.put(toPullPath(12), { body: pullRequestJson(12) });
  tested.server.put(requestedPath, { body: nobody });
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

type Line = [login: string | null, state: string, minute: number | null];

function putReviews(lines: Line[]) {
  const body = lines.map(([login, state, minute]) =>
    reviewJson(login, state, minute === null ? null : `2026-01-01T10:0${minute}:00Z`),
  );
  tested.server.put(toReviewsPath(12), { body });
}

async function listReviews(): Promise<Review[]> {
  const repository = { owner: 'acme', name: 'app' };
  const pullRequestUrl = `${tested.server.webBaseUrl}/acme/app/pull/12`;
  const outcome = await tested.forge.fetchReviews({ repository, pullRequestUrl }, tested.access);
  if (outcome.kind !== 'reviews') throw new Error(JSON.stringify(outcome));
  return outcome.reviews;
}

const listStates = async () =>
  (await listReviews()).map(({ reviewer, state }) => [reviewer, state]);

describe('the word of a reviewer', () => {
  test.each<[string, Line[], [string, string][]]>([
    [
      'is their latest decision, whatever the case of the login',
      [
        ['Bob', 'CHANGES_REQUESTED', 1],
        ['bob', 'APPROVED', 2],
      ],
      [['bob', 'approved']],
    ],
    [
      'is the latest by time, not by place',
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
    ['is taken back when it was dismissed', [['Bob', 'DISMISSED', 1]], [['Bob', 'dismissed']]],
    [
      'is their comment where they decided nothing',
      [['Bob', 'COMMENTED', 1]],
      [['Bob', 'commented']],
    ],
    ['is none while they still write', [['Bob', 'PENDING', null]], []],
    ['is none of the author, who may only comment', [['ada', 'COMMENTED', 1]], []],
    [
      'stays when the account is gone',
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

  test('says when, and where to read more', async () => {
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

  test('leads nowhere but to a web page', async () => {
    const review = reviewJson('Bob', 'APPROVED', '2026-01-01T10:01:00Z');
    const body = [{ ...review, html_url: 'javascript:alert(1)', user: { login: 'a\u202eb' } }];
    tested.server.put(toReviewsPath(12), { body });
    expect(await listReviews()).toMatchObject([{ reviewer: 'a b', url: null, avatarUrl: null }]);
  });
});

test('people and teams that were asked follow, unless they said something', async () => {
  putReviews([['Bob', 'COMMENTED', 1]]);
  const avatar_url = 'https://avatars.test/u/3';
  const users = [{ login: 'bob' }, { login: 'Eve', avatar_url }];
  tested.server.put(requestedPath, { body: { users, teams: [{ slug: 'core' }] } });
  const asked = { state: 'requested', submittedAt: null, url: null };
  expect((await listReviews()).slice(1)).toEqual([
    { ...asked, reviewer: 'Eve', avatarUrl: avatar_url },
    { ...asked, reviewer: 'core', avatarUrl: null },
  ]);
});

test('nothing is read again while nothing changed', async () => {
  putReviews([['Bob', 'APPROVED', 1]]);
  await listReviews();
  tested.server.takeCalls();
  expect(await listStates()).toEqual([['Bob', 'approved']]);
  expect(tested.server.takeCalls().every((call) => call.startsWith('304 '))).toBe(true);
});
