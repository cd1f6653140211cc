import { expect, test } from 'vitest';
import { findNewerDiff } from './use-shown-diff.ts';

const read = { head_sha: 'one', pull_request_url: 'https://forge/pull/1' };
const asked = { url: 'https://forge/pull/1', headSha: 'one', reportedAt: null };
const branchRead = { head_sha: null, pull_request_url: null };
const branchAsked = { url: null, headSha: null, reportedAt: '2026-01-01T00:00:00Z' };

test('a head that moved is offered by its name', () => {
  expect(findNewerDiff(read, asked, asked)).toBeUndefined();
  expect(findNewerDiff(read, asked, { ...asked, headSha: 'two' })).toEqual({
    reason: 'commits',
    headSha: 'two',
  });
});

test('what was read already is not offered', () => {
  const ahead = { ...read, head_sha: 'two' };
  expect(findNewerDiff(ahead, asked, { ...asked, headSha: 'two' })).toBeUndefined();
});

test('a pull request that was found while the branch is read is offered', () => {
  expect(findNewerDiff(branchRead, branchAsked, asked)).toEqual({ reason: 'pull_request' });
});

test('a branch without a known head is offered after a push', () => {
  const later = { ...branchAsked, reportedAt: '2026-01-01T00:01:00Z' };
  expect(findNewerDiff(branchRead, branchAsked, later)).toEqual({ reason: 'push' });
  expect(findNewerDiff(branchRead, branchAsked, branchAsked)).toBeUndefined();
});
