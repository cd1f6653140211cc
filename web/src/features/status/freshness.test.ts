import { describe, expect, test } from 'vitest';
import { instant, makeFailure, makeOpenStatus, makeStatus, now } from '../../testing/chats.ts';
import { formatNextCheck, toFreshness } from './freshness.ts';

const read = (status: ReturnType<typeof makeStatus>) => toFreshness(status, 'github.com', now);

test('an up-to-date branch shows when it was checked', () => {
  expect(read(makeOpenStatus())).toMatchObject({
    kind: 'checked',
    text: 'checked 12 s ago',
    short: '12 s',
    at: instant(12),
    outdated: false,
  });
});

test('an instant in the future reads as just now', () => {
  expect(read(makeOpenStatus({ refreshed_at: instant(-30) })).text).toBe('checked just now');
});

describe('while polling is paused', () => {
  const waiting = { waits_for_polling: true, next_check_at: null } as const;

  test('a branch that waits for it is said neither to be final nor to be checked soon', () => {
    expect(formatNextCheck(makeOpenStatus(waiting), now)).toBe('polling paused');
    expect(formatNextCheck(makeOpenStatus({ ...waiting, checking: true }), now)).toBe(
      'checking now',
    );
  });

  test('the end of a rate limit is not when it is checked', () => {
    const failure = makeFailure('rate_limited', instant(-60));
    expect(read(makeOpenStatus({ ...waiting, failure }))).toMatchObject({
      kind: 'trouble',
      short: 'rate-limited',
    });
  });
});

describe('after a push', () => {
  test('a branch without a pull request is being checked', () => {
    const status = makeStatus({ reported_at: instant(40), refreshed_at: instant(3) });
    expect(read(status)).toMatchObject({ kind: 'pushed', text: 'pushed 40 s ago, checking' });
  });

  test('a known pull request is being checked until a check follows the push', () => {
    const pushed = { reported_at: instant(40) };
    expect(read(makeOpenStatus({ ...pushed, refreshed_at: instant(90) })).kind).toBe('pushed');
    expect(read(makeOpenStatus({ ...pushed, refreshed_at: instant(3) })).kind).toBe('checked');
  });

  test('nothing is being checked as far as the page knows while the server is unreachable', () => {
    const status = makeStatus({ reported_at: instant(40), refreshed_at: instant(3) });
    expect(toFreshness(status, 'github.com', now, true).text).toBe('checked just now');
  });

  test('two minutes after a push only the age of the last check is shown', () => {
    const status = makeStatus({ reported_at: instant(120), refreshed_at: instant(70) });
    expect(read(status).text).toBe('checked 1 min ago');
  });
});

describe('the reason for outdated data', () => {
  test('a rate limit shows when it ends', () => {
    const failure = makeFailure('rate_limited', instant(-7 * 60));
    expect(read(makeOpenStatus({ failure }))).toMatchObject({
      kind: 'paused',
      text: 'paused until 14:05',
      outdated: true,
    });
  });

  test('a missing token names the forge', () => {
    const status = makeStatus({ failure: makeFailure('no_token'), refreshed_at: null });
    expect(read(status)).toMatchObject({
      kind: 'no_token',
      text: 'no token for github.com',
      outdated: false,
    });
  });

  test('an unreachable forge shows how old the data is', () => {
    const failure = makeFailure('unavailable');
    expect(read(makeOpenStatus({ failure, refreshed_at: instant(60) }))).toMatchObject({
      text: 'GitHub unreachable, data from 13:57',
      short: 'unreachable',
      outdated: true,
    });
    expect(read(makeStatus({ failure, refreshed_at: null })).text).toBe('GitHub unreachable');
  });

  test('a slow forge is not called unreachable', () => {
    const failure = makeFailure('timed_out');
    expect(read(makeOpenStatus({ failure, refreshed_at: instant(60) }))).toMatchObject({
      text: 'GitHub responds too slowly, data from 13:57',
      short: 'too slow',
    });
  });
});

test('the next check is shown, or that there is none', () => {
  expect(formatNextCheck(makeStatus({ next_check_at: instant(-30) }), now)).toBe(
    'next check in 30 s',
  );
  expect(formatNextCheck(makeStatus({ next_check_at: instant(-0.2) }), now)).toBe(
    'next check in 1 s',
  );
  expect(formatNextCheck(makeStatus({ next_check_at: instant(5) }), now)).toBe('checking now');
  expect(formatNextCheck(makeStatus({ next_check_at: instant(120) }), now)).toBe(
    'waiting for 2 min to be checked',
  );
  expect(formatNextCheck(makeStatus({ checking: true, next_check_at: null }), now)).toBe(
    'checking now',
  );
  expect(formatNextCheck(makeStatus({ next_check_at: null }), now)).toBe(
    'final; checked again after a push',
  );
});
