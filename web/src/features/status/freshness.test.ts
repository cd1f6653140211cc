import { describe, expect, test } from 'vitest';
import { instant, makeFailure, makeOpenStatus, makeStatus, now } from '../../testing/chats.ts';
import { formatNextLook, toFreshness } from './freshness.ts';

const read = (status: ReturnType<typeof makeStatus>) => toFreshness(status, 'github.com', now);

test('a fresh branch says when it was checked', () => {
  expect(read(makeOpenStatus())).toMatchObject({
    kind: 'checked',
    words: 'checked 12 s ago',
    short: '12 s',
    at: instant(12),
    outdated: false,
  });
});

test('a server clock that runs ahead reads as just now', () => {
  expect(read(makeOpenStatus({ refreshed_at: instant(-30) })).words).toBe('checked just now');
});

describe('after a push', () => {
  test('a branch without a pull request is being looked for', () => {
    const status = makeStatus({ reported_at: instant(40), refreshed_at: instant(3) });
    expect(read(status)).toMatchObject({ kind: 'looking', words: 'pushed 40 s ago, looking' });
  });

  test('a known pull request is looking until a look has answered the push', () => {
    const pushed = { reported_at: instant(40) };
    expect(read(makeOpenStatus({ ...pushed, refreshed_at: instant(90) })).kind).toBe('looking');
    expect(read(makeOpenStatus({ ...pushed, refreshed_at: instant(3) })).kind).toBe('checked');
  });

  test('outside the window the page no longer promises a quick find', () => {
    const status = makeStatus({ reported_at: instant(120), refreshed_at: instant(70) });
    expect(read(status).words).toBe('checked 1 min ago');
  });
});

describe('why it is not newer', () => {
  test('a rate limit says until when', () => {
    const failure = makeFailure('rate_limited', instant(-7 * 60));
    expect(read(makeOpenStatus({ failure }))).toMatchObject({
      kind: 'paused',
      words: 'paused until 14:05',
      outdated: true,
    });
  });

  test('a missing token names the forge', () => {
    const status = makeStatus({ failure: makeFailure('no_token'), refreshed_at: null });
    expect(read(status)).toMatchObject({
      kind: 'no_token',
      words: 'no token for github.com',
      outdated: false,
    });
  });

  test('an unreachable forge says what is shown instead', () => {
    const failure = makeFailure('unavailable');
    expect(read(makeOpenStatus({ failure, refreshed_at: instant(60) }))).toMatchObject({
      words: 'GitHub unreachable, showing 13:57',
      short: 'unreachable',
      outdated: true,
    });
    expect(read(makeStatus({ failure, refreshed_at: null })).words).toBe('GitHub unreachable');
  });
});

test('the next look is told, and when there is none', () => {
  expect(formatNextLook(makeStatus({ stale_at: instant(-30) }), now)).toBe('next look in 30 s');
  expect(formatNextLook(makeStatus({ stale_at: instant(5) }), now)).toBe('due now');
  expect(formatNextLook(makeStatus({ stale_at: null }), now)).toBe(
    'settled, looked at again after a push',
  );
});
