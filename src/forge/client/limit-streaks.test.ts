import { expect, test } from 'vitest';
import { createLimitStreaks } from './limit-streaks.ts';

const minute = 60_000;

function start() {
  const clock = { nowMs: 5_000_000, monotonic: () => clock.nowMs };
  return { clock, streaks: createLimitStreaks(clock) };
}

test('the pause is one minute, then doubles up to 16 minutes', () => {
  const { clock, streaks } = start();
  const pauses = [1, 2, 3, 4, 5, 6].map(() => {
    const pauseMs = streaks.extend('a');
    clock.nowMs += pauseMs;
    return pauseMs / minute;
  });
  expect(pauses).toEqual([1, 2, 4, 8, 16, 16]);
});

test('requests that met the same limit share its pause', () => {
  const { clock, streaks } = start();
  streaks.extend('a');
  clock.nowMs += 10_000;
  expect(streaks.extend('a')).toBe(50_000);
});

test('an accepted request after the pause ends the streak', () => {
  const { clock, streaks } = start();
  clock.nowMs += streaks.extend('a');
  streaks.end('a');
  expect(streaks.extend('a')).toBe(minute);
});

test('a late response to an earlier request does not end the streak', () => {
  const { clock, streaks } = start();
  const pauseMs = streaks.extend('a');
  streaks.end('a');
  clock.nowMs += pauseMs;
  expect(streaks.extend('a')).toBe(2 * minute);
});

test('tokens have streaks of their own, which are forgotten after a while', () => {
  const { clock, streaks } = start();
  clock.nowMs += streaks.extend('a');
  expect(streaks.extend('b')).toBe(minute);
  clock.nowMs += 20 * minute;
  expect(streaks.extend('a')).toBe(minute);
});
