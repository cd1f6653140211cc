import { expect, test } from 'vitest';
import { findNewerDiff } from './newer-diff-bar.tsx';

const diff = { head_sha: 'one', pull_request_url: 'https://forge/pull/1' };
const shown = { url: 'https://forge/pull/1', headSha: 'one', reportedAt: null };
const branchDiff = { head_sha: null, pull_request_url: null };
const branchShown = { url: null, headSha: null, reportedAt: '2026-01-01T00:00:00Z' };

test('reports new commits when the head has moved', () => {
  expect(findNewerDiff(diff, shown, shown)).toBeUndefined();
  expect(findNewerDiff(diff, shown, { ...shown, headSha: 'two' })).toEqual({
    reason: 'commits',
    headSha: 'two',
  });
});

test('reports nothing when the fetched diff already shows the new head', () => {
  const ahead = { ...diff, head_sha: 'two' };
  expect(findNewerDiff(ahead, shown, { ...shown, headSha: 'two' })).toBeUndefined();
});

test('reports a pull request that was found while the branch diff is shown', () => {
  expect(findNewerDiff(branchDiff, branchShown, shown)).toEqual({ reason: 'pull_request' });
});

test('reports a push when the head is unknown', () => {
  const later = { ...branchShown, reportedAt: '2026-01-01T00:01:00Z' };
  expect(findNewerDiff(branchDiff, branchShown, later)).toEqual({ reason: 'push' });
  expect(findNewerDiff(branchDiff, branchShown, branchShown)).toBeUndefined();
});
