import { describe, expect, test } from 'vitest';
import { blankDiffStatus } from '../../test/support/blank-diff-status.ts';
import { toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import {
  formatChanges,
  formatFreshness,
  toChecksCell,
  toMergeCell,
  toReviewsCell,
} from './status-cells.ts';

const now = new Date('2026-01-01T12:00:00.000Z');
const refreshedAt = '2026-01-01T11:59:20.000Z';

const open = toSampleStatus({
  url: 'https://forge.example/acme/shop/pull/7',
  pull_request_state: 'open',
  pull_request_draft: false,
  pr_number: 7,
  approved: true,
  additions: 12,
  deletions: 3,
  checks: { ...blankDiffStatus.checks, state: 'failed', passed: 1, failed: 1, pending: 0 },
  mergeability: 'behind',
  refreshed_at: refreshedAt,
});

describe('checks', () => {
  test.each([
    ['', { state: null, passed: null, failed: null, pending: null }],
    ['none', { state: null, passed: 0, failed: 0, pending: 0 }],
    ['9 passed', { state: 'passed' as const, passed: 9, failed: 0, pending: 0 }],
    ['3 of 14 running', { state: 'pending' as const, passed: 11, failed: 0, pending: 3 }],
    ['failed', { state: 'failed' as const, passed: null, failed: null, pending: null }],
  ])('%s', (text, checks) => {
    expect(
      toChecksCell(toSampleStatus({ checks: { ...blankDiffStatus.checks, ...checks } })).text,
    ).toBe(text);
  });
});

describe('merge', () => {
  test.each([
    ['unknown', {}],
    ['unknown', { mergeable: true }],
    ['conflicts', { mergeable: false }],
    ['conflicts', { mergeability: 'conflicting' as const, in_merge_queue: true }],
    ['mergeable', { mergeability: 'mergeable' as const }],
    ['auto-merge', { mergeability: 'blocked' as const, auto_merge: true }],
    ['behind, auto', { mergeability: 'behind' as const, auto_merge: true }],
    ['in queue, 3', { in_merge_queue: true, merge_queue_position: 3, auto_merge: true }],
    ['', { pull_request_state: 'merged' as const, mergeability: 'blocked' as const }],
  ])('%s', (text, overrides) => {
    const status = toSampleStatus({ pull_request_state: 'open', ...overrides });
    expect(toMergeCell(status).text).toBe(text);
  });
});

test('shows open threads and lower bounds of counts', () => {
  const status = { ...open, unresolved_threads: 2, counts_at_least: true };
  expect(toReviewsCell(status).text).toBe('approved, 2 open threads');
  expect(formatChanges(status)).toBe('+12+ −3+');
});

describe('freshness', () => {
  test.each([
    ['not checked yet', {}],
    ['just now', { refreshed_at: now.toISOString() }],
    ['40 s ago', { refreshed_at: refreshedAt }],
    ['3 h ago', { refreshed_at: '2026-01-01T09:00:00.000Z' }],
    ['final, 31 d ago', { refreshed_at: '2025-12-01T12:00:00.000Z', next_check_at: null }],
    [
      'polling paused, 40 s ago',
      { refreshed_at: refreshedAt, waits_for_polling: true, next_check_at: null },
    ],
    ['checking', { checking: true, next_check_at: null }],
    ['40 s ago, checking', { refreshed_at: refreshedAt, checking: true, next_check_at: null }],
    ['no token linked', { failure: { kind: 'no_token' as const, message: '', retry_at: null } }],
    [
      'forge unavailable, as of 40 s ago',
      {
        refreshed_at: refreshedAt,
        failure: { kind: 'unavailable' as const, message: '', retry_at: null },
      },
    ],
  ])('%s', (text, overrides) => {
    expect(formatFreshness(toSampleStatus(overrides), now)).toBe(text);
  });

  test('shows when a pause ends', async () => {
    const retryAt = '2026-01-01T12:05:00.000Z';
    const failure = { kind: 'rate_limited' as const, message: '', retry_at: retryAt };

    expect(formatFreshness(toSampleStatus({ failure }), now)).toMatch(/^paused until \d\d:05$/);
    expect(formatFreshness(toSampleStatus({ failure }), new Date(retryAt))).toBe('paused');
  });
});
