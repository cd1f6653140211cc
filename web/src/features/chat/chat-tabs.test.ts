import { describe, expect, test } from 'vitest';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { findTabCount } from './chat-tabs.tsx';

describe('the tab of the checks', () => {
  const count = (checks: Partial<DiffStatus['checks']>) =>
    findTabCount('checks', makeOpenStatus({ checks: { ...makeOpenStatus().checks, ...checks } }));

  test('counts what needs attention', () => {
    const counts = { passed: 11, failed: 2, pending: 1 };
    expect(count({ state: 'failed', ...counts })).toEqual({ text: '2 failed', tone: 'danger' });
    expect(count({ state: 'pending', ...counts, failed: 0 })?.text).toBe('1 running');
    expect(count({ state: 'passed', passed: 14, failed: 0, pending: 0 })?.text).toBe('14');
  });

  test('shows no count if the forge reports none', () => {
    expect(count({ state: 'failed' })).toBeUndefined();
    expect(count({})).toBeUndefined();
  });
});

test('the tab of the reviews shows how many reviewers responded', () => {
  const status = makeOpenStatus({
    reviewer_count: 1,
    requested_reviewers: ['grace'],
    changes_requested: true,
  });
  expect(findTabCount('reviews', status)).toEqual({ text: '1 of 2', tone: 'danger' });
  expect(findTabCount('reviews', makeStatus())).toBeUndefined();
});

test('the tab of the diff counts files, and marks an incomplete count', () => {
  expect(findTabCount('diff', makeOpenStatus({ changed_files: 12 }))?.text).toBe('12');
  const many = makeOpenStatus({ changed_files: 1_000, counts_at_least: true });
  expect(findTabCount('diff', many)?.text).toBe('1k+');
  expect(findTabCount('diff', makeStatus())).toBeUndefined();
});
