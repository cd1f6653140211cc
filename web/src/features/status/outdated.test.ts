import { describe, expect, test } from 'vitest';
import { isReasonOutdated } from '../../../../src/contract/outdated.ts';
import { makeFailure, makeOpenStatus, makeStatus } from '../../testing/chats.ts';

describe('a reason is outdated', () => {
  test.each(['rate_limited', 'unavailable', 'timed_out', 'malformed', 'internal'] as const)(
    'after a check that failed: %s',
    (kind) => {
      const status = makeOpenStatus({ failure: makeFailure(kind) });
      expect(isReasonOutdated(status, 'ready_to_merge')).toBe(true);
      expect(isReasonOutdated(status, 'checks_failed')).toBe(true);
    },
  );

  test('not while checks succeed', () => {
    expect(isReasonOutdated(makeOpenStatus(), 'ready_to_merge')).toBe(false);
  });

  test('not if the reason is that failure', () => {
    const status = makeOpenStatus({ failure: makeFailure('no_token') });
    expect(isReasonOutdated(status, 'no_token')).toBe(false);
  });

  test('not without data', () => {
    const status = makeStatus({ failure: makeFailure('unavailable'), refreshed_at: null });
    expect(isReasonOutdated(status, 'unreachable')).toBe(false);
    expect(isReasonOutdated(null, 'no_branch')).toBe(false);
  });
});
