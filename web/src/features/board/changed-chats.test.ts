import { expect, test } from 'vitest';
import { instant, makeChat, makeFailure, makeOpenStatus } from '../../testing/chats.ts';
import { indexById, listChanged } from './changed-chats.ts';

const before = [makeChat([makeOpenStatus()])];

test('the first list contains no changes', () => {
  expect(listChanged(undefined, indexById(before))).toEqual([]);
});

test('a refresh that found nothing new is no change', () => {
  const after = [makeChat([makeOpenStatus({ refreshed_at: instant(0), revision: 8 })])];
  expect(listChanged(indexById(before), indexById(after))).toEqual([]);
});

test('a recomputed mergeability is no change until there is merge trouble', () => {
  const after = (mergeability: 'mergeable' | 'unknown' | 'behind') =>
    indexById([makeChat([makeOpenStatus({ mergeability })])]);
  expect(listChanged(after('mergeable'), after('unknown'))).toEqual([]);
  expect(listChanged(after('mergeable'), after('behind'))).toEqual(['chat-1']);
});

test('a semantic change and a new chat are changes', () => {
  const after = [makeChat([makeOpenStatus({ approved: true })]), makeChat([], { id: 'chat-2' })];
  expect(listChanged(indexById(before), indexById(after))).toEqual(['chat-1', 'chat-2']);
});

const withFailure = (kind: 'no_token' | 'rate_limited') => [
  makeChat([makeOpenStatus({ failure: makeFailure(kind) })]),
];

test('losing the token is a change, a pause is not', () => {
  expect(listChanged(indexById(before), indexById(withFailure('no_token')))).toHaveLength(1);
  expect(listChanged(indexById(before), indexById(withFailure('rate_limited')))).toEqual([]);
});
