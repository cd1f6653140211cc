import { describe, expect, test } from 'vitest';
import { toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import type { DiffStatus } from './diff-status.ts';
import { isStalled } from './stalled.ts';

const nowMs = Date.parse('2026-11-29T12:00:00Z');
const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString();

const isStalledWith = (change: Partial<DiffStatus>) =>
  isStalled(toSampleStatus({ refreshed_at: ago(1), ...change }), nowMs);

describe('a pushed branch without a pull request', () => {
  test('is stalled 30 minutes after its push', () => {
    expect(isStalledWith({ reported_at: ago(29) })).toBe(false);
    expect(isStalledWith({ reported_at: ago(30) })).toBe(true);
  });

  test('is not stalled while it is unknown whether there is one', () => {
    expect(isStalledWith({ reported_at: ago(60), refreshed_at: null })).toBe(false);
    const failure = { kind: 'unavailable', message: '', retry_at: null } as const;
    expect(isStalledWith({ reported_at: ago(60), failure })).toBe(false);
  });

  test('is not stalled if no push of it was reported', () => {
    expect(isStalledWith({ reported_at: null, active_at: ago(5_000) })).toBe(false);
  });
});

describe('a pull request', () => {
  const after = (hours: number, change: Partial<DiffStatus> = {}) =>
    isStalledWith({
      pull_request_state: 'open',
      pr_number: 1,
      active_at: ago(hours * 60),
      ...change,
    });

  test('is stalled a day after the last thing that happened', () => {
    expect(after(23.9)).toBe(false);
    expect(after(24)).toBe(true);
    expect(after(24, { pull_request_draft: true })).toBe(true);
  });

  test('is not stalled once it is merged or closed', () => {
    expect(after(100, { pull_request_state: 'merged' })).toBe(false);
    expect(after(100, { pull_request_state: 'closed' })).toBe(false);
  });
});

test('a chat without a branch is not stalled', () => {
  expect(isStalled(null, nowMs)).toBe(false);
});
