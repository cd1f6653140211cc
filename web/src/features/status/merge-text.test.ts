import { expect, test } from 'vitest';
import { makeOpenStatus } from '../../testing/chats.ts';
import { toMergeSentence, toThreadSentence } from './merge-text.ts';

test('whether it can be merged is told, and unknown is never clean', () => {
  expect(toMergeSentence(makeOpenStatus({ mergeability: 'conflicting' }))).toMatch(/conflicts/);
  expect(toMergeSentence(makeOpenStatus())).toBe('Whether it can be merged is not known yet.');
  expect(toMergeSentence(makeOpenStatus({ pull_request_state: 'merged' }))).toBe('It is merged.');
  expect(toMergeSentence(makeOpenStatus({ pull_request_state: 'closed' }))).toBe('It is closed.');
});

test('threads are counted where the forge tells of them', () => {
  const read = (unresolved_threads: number | null) =>
    toThreadSentence(makeOpenStatus({ unresolved_threads }));
  expect(read(0)).toBe('No thread waits for an answer.');
  expect(read(1)).toBe('1 unresolved thread waits for an answer.');
  expect(read(3)).toBe('3 unresolved threads wait for an answer.');
  expect(read(null)).toBe('The forge has not told of threads.');
});
