import { describe, expect, test } from 'vitest';
import { makeChat, makeFailure, makeOpenStatus, makeStatus } from '../../testing/chats.ts';
import { countForgeFailures, isReasonOutdated } from './outdated.ts';

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

test('counts branches that their forge failed to serve, not those of a token or a limit', () => {
  const kinds = ['unavailable', 'timed_out', 'malformed', 'no_token', 'rate_limited'] as const;
  const statuses = kinds.map((kind) => makeOpenStatus({ failure: makeFailure(kind) }));
  expect(countForgeFailures([makeChat(statuses), makeChat([makeOpenStatus()])])).toBe(3);
});
