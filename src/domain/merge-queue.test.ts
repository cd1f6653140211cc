import { expect, test } from 'vitest';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { holdMergeQueueEntry } from './merge-queue.ts';

const left = toPullRequest({ inMergeQueue: false, mergeability: 'mergeable', headSha: 'a' });
const row = { url: left.url, headSha: 'a', inMergeQueue: true, mergeabilityAttempts: 0 };

test('a pull request that just left its merge queue keeps its place while it may be merged', () => {
  for (const mergeabilityAttempts of [0, 1, 2]) {
    expect(holdMergeQueueEntry(left, { ...row, mergeabilityAttempts })).toEqual({
      ...left,
      inMergeQueue: null,
      mergeability: 'computing',
    });
  }
});

test('one that is still open after a few seconds was ejected', () => {
  expect(holdMergeQueueEntry(left, { ...row, mergeabilityAttempts: 3 })).toEqual(left);
});

test.each([
  ['was not in the queue', left, { ...row, inMergeQueue: false }],
  ['was not known to be in the queue', left, { ...row, inMergeQueue: null }],
  ['is still in the queue', toPullRequest({ inMergeQueue: true }), row],
  ['is merged', { ...left, state: 'merged' as const }, row],
  ['is closed', { ...left, state: 'closed' as const }, row],
  ['was pushed', { ...left, headSha: 'b' }, row],
  ['is another one', { ...left, url: `${left.url}1` }, row],
])('nothing changes for a pull request that %s', (_, pullRequest, known) => {
  expect(holdMergeQueueEntry(pullRequest, known)).toEqual(pullRequest);
});
