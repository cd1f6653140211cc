import { describe, expect, test } from 'vitest';
import { instant, makeFailure, makeOpenStatus, makeStatus, now } from '../../testing/chats.ts';
import { explainNextCheck, toNextCheck } from './next-check.ts';

const kindOf = (status: ReturnType<typeof makeStatus>, pausedUntil: string | null = null) =>
  toNextCheck(status, pausedUntil, now).kind;
const read = (status: ReturnType<typeof makeStatus>, pausedUntil: string | null = null) =>
  explainNextCheck(toNextCheck(status, pausedUntil, now), 'GitHub', now, instant(420));

describe('the next check', () => {
  test('is a regular one for an open pull request', () => {
    expect(read(makeOpenStatus())).toBe('In 1 min (regular check)');
  });

  test('comes soon while the forge computes the mergeability', () => {
    const unknown = { mergeability: 'unknown' } as const;
    expect(kindOf(makeOpenStatus({ ...unknown, next_check_at: instant(-6) }))).toBe('mergeability');
    expect(kindOf(makeOpenStatus({ ...unknown, next_check_at: instant(-100) }))).toBe('regular');
  });

  test('comes soon after a push whose pull request is still missing', () => {
    const pushed = { reported_at: instant(40), next_check_at: instant(-12) };
    expect(read(makeStatus(pushed))).toMatch(/^In 12 s: a push came 40 s ago/);
    expect(kindOf(makeOpenStatus({ ...pushed, pull_request_state: 'merged' }))).toBe('after_push');
    expect(kindOf(makeOpenStatus(pushed))).toBe('regular');
  });

  test('comes late without a pull request and a recent push', () => {
    expect(kindOf(makeStatus({ reported_at: instant(120) }))).toBe('no_pull_request');
    expect(kindOf(makeStatus({ reported_at: null }))).toBe('no_pull_request');
  });

  test('finds out whether a closed pull request was reopened', () => {
    expect(kindOf(makeOpenStatus({ pull_request_state: 'closed' }))).toBe('closed');
  });

  test('is running while the branch is read, whatever else is known', () => {
    const reading = { checking: true, next_check_at: null } as const;
    expect(read(makeOpenStatus(reading))).toBe('Checking now.');
    const failed = { ...reading, failure: makeFailure('timed_out') };
    expect(read(makeOpenStatus(failed))).toBe('Checking now.');
    expect(read(makeOpenStatus(reading), instant(-60))).toBe('Checking now.');
  });

  test('is running once its time has passed, and waits if that was long ago', () => {
    expect(kindOf(makeOpenStatus({ next_check_at: instant(1) }))).toBe('running');
    expect(read(makeOpenStatus({ next_check_at: instant(90) }))).toMatch(/^Waiting for 1 min:/);
  });

  test('is never in 0 s', () => {
    expect(read(makeOpenStatus({ next_check_at: instant(-0.4) }))).toMatch(/^In 1 s/);
  });

  test('is not scheduled after a merge', () => {
    const merged = makeOpenStatus({ pull_request_state: 'merged', next_check_at: null });
    expect(read(merged)).toMatch(/^None scheduled: the pull request is merged/);
    expect(kindOf(makeOpenStatus({ next_check_at: null }))).toBe('unscheduled');
  });
});

describe('what delays the next check', () => {
  const waiting = { waits_for_polling: true, next_check_at: null } as const;

  test('paused polling, whatever else delays it', () => {
    expect(read(makeOpenStatus(waiting))).toMatch(/^Polling paused since 13:51: checked again on/);
    const limited = makeOpenStatus({
      ...waiting,
      failure: makeFailure('rate_limited', instant(-60)),
    });
    expect(read(limited, instant(-60))).toMatch(/^Polling paused since 13:51/);
    const next = toNextCheck(makeOpenStatus(waiting), null, now);
    expect(explainNextCheck(next, 'GitHub', now, null)).toMatch(/^Polling paused: checked again/);
  });

  test('not paused polling while it is checked, nor without a token', () => {
    expect(kindOf(makeOpenStatus({ ...waiting, checking: true }))).toBe('running');
    expect(kindOf(makeOpenStatus({ ...waiting, failure: makeFailure('no_token') }))).toBe(
      'no_token',
    );
  });

  test('a pause, until the later of both ends', () => {
    const limited = makeOpenStatus({ failure: makeFailure('rate_limited', instant(-60)) });
    expect(read(limited)).toMatch(/^Paused until 13:59: GitHub rate-limited/);
    expect(read(limited, instant(-7 * 60))).toMatch(/^Paused until 14:05/);
    expect(read(makeOpenStatus(), instant(-7 * 60))).toMatch(/^Paused until 14:05/);
  });

  test('not a pause that is over', () => {
    const limited = makeOpenStatus({ failure: makeFailure('rate_limited', instant(1)) });
    expect(kindOf(limited, instant(60))).toBe('retry');
  });

  test('a missing token, whatever else is scheduled', () => {
    const status = makeStatus({ failure: makeFailure('no_token'), next_check_at: instant(-600) });
    expect(read(status)).toMatch(/^As soon as a token is linked for GitHub/);
  });

  test('a failed check, which is retried', () => {
    const status = makeOpenStatus({
      failure: makeFailure('unavailable'),
      next_check_at: instant(-90),
    });
    expect(read(status)).toBe('In 1 min: the last check failed.');
  });
});
