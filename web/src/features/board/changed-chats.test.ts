import { expect, test } from 'vitest';
import { instant, makeChat, makeFailure, makeOpenStatus } from '../../testing/chats.ts';
import { listChanged, toSeen } from './changed-chats.ts';

const before = [makeChat([makeOpenStatus()])];

test('the first list marks nothing', () => {
  expect(listChanged(undefined, toSeen(before))).toEqual([]);
});

test('a refresh that found nothing new marks nothing', () => {
  const after = [makeChat([makeOpenStatus({ refreshed_at: instant(0), revision: 8 })])];
  expect(listChanged(toSeen(before), toSeen(after))).toEqual([]);
});

test('a mergeability computed anew marks nothing until something is in the way', () => {
  const after = (mergeability: 'mergeable' | 'unknown' | 'behind') =>
    toSeen([makeChat([makeOpenStatus({ mergeability })])]);
  expect(listChanged(after('mergeable'), after('unknown'))).toEqual([]);
  expect(listChanged(after('mergeable'), after('behind'))).toEqual(['chat-1']);
});

test('a semantic change and a new chat are marked', () => {
  const after = [makeChat([makeOpenStatus({ approved: true })]), makeChat([], { id: 'chat-2' })];
  expect(listChanged(toSeen(before), toSeen(after))).toEqual(['chat-1', 'chat-2']);
});

const withFailure = (kind: 'no_token' | 'rate_limited') => [
  makeChat([makeOpenStatus({ failure: makeFailure(kind) })]),
];

test('losing the token is a change, a pause is not', () => {
  expect(listChanged(toSeen(before), toSeen(withFailure('no_token')))).toHaveLength(1);
  expect(listChanged(toSeen(before), toSeen(withFailure('rate_limited')))).toEqual([]);
});
