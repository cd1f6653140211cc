import { expect, test } from 'vitest';
import type { Reviewer } from './answers.ts';
import { toReviews } from './reviews.ts';

const avatarUrl = 'https://avatars.test/bob';

function toReviewer(vote: number, more: Partial<Reviewer> = {}): Reviewer {
  return { id: 'bob', name: 'bob', avatarUrl, vote, isGroup: false, hasDeclined: false, ...more };
}

test.each([
  [10, 'approved'],
  [5, 'approved'],
  [0, 'requested'],
  [-5, 'changes_requested'],
  [-10, 'changes_requested'],
])('a vote of %i is %s', (vote, state) => {
  const told = { reviewer: 'bob', avatarUrl, submittedAt: null, url: null };
  expect(toReviews([toReviewer(vote)])).toEqual([{ ...told, state }]);
});

test.each<[string, Reviewer, string[]]>([
  [
    'a group that was asked',
    toReviewer(0, { name: '[Work]\\Ops', isGroup: true }),
    ['[Work]\\Ops'],
  ],
  ['a group, for which a member voted', toReviewer(10, { isGroup: true }), []],
  ['who declined', toReviewer(0, { hasDeclined: true }), []],
  ['who voted and declined', toReviewer(-5, { hasDeclined: true }), ['bob']],
])('%s', (_, reviewer, expected) => {
  expect(toReviews([reviewer]).map((review) => review.reviewer)).toEqual(expected);
});
