import { expect, test } from 'vitest';
import type { FailureKind } from '../../../../src/contract/diff-status.ts';
import type { TimelineEntry, TimelineEvent } from '../../../../src/contract/timeline.ts';
import { instant } from '../../testing/chats.ts';
import { findLastFailure } from './failure-history.ts';

const failed = (failure: FailureKind): TimelineEvent => ({
  kind: 'look_failed',
  failure,
  message: `said ${failure}`,
  retry_at: null,
});
const recovered: TimelineEvent = { kind: 'recovered' };
const pushed: TimelineEvent = { kind: 'push_seen' };

/** Newest first, a minute apart. */
const toEntries = (...events: TimelineEvent[]): TimelineEntry[] =>
  events.map((event, index) => ({ id: String(index), at: instant(index * 60), event }));

test('without a failure there is none', () => {
  expect(findLastFailure([])).toBeUndefined();
  expect(findLastFailure(toEntries(pushed, recovered))).toBeUndefined();
});

test('one that lasts began with the first failure after the last good look', () => {
  const entries = toEntries(failed('timed_out'), pushed, failed('unavailable'), recovered);
  expect(findLastFailure(entries)).toEqual({
    failure: 'timed_out',
    message: 'said timed_out',
    since: instant(120),
    until: null,
  });
});

test('one that is over says when it ended', () => {
  const entries = toEntries(
    pushed,
    recovered,
    failed('unavailable'),
    recovered,
    failed('internal'),
  );
  expect(findLastFailure(entries)).toMatchObject({ since: instant(120), until: instant(60) });
});
