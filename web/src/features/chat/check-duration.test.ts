import { describe, expect, test } from 'vitest';
import type { Check } from '../../../../src/contract/pull-request.ts';
import { instant, now } from '../../testing/chats.ts';
import {
  computeBarLength,
  findCheckDurationMs,
  findLongestMs,
  formatCheckDuration,
} from './check-duration.ts';

const makeCheck = (change: Partial<Check>): Check => ({
  id: 'c1',
  name: 'test',
  log: false,
  log_reason: null,
  app: null,
  workflow: null,
  required: null,
  state: 'passed',
  url: null,
  description: null,
  started_at: instant(300),
  completed_at: instant(175),
  ...change,
});

describe('the duration of a check', () => {
  test('is the time from start to completion', () => {
    expect(findCheckDurationMs(makeCheck({}), now)).toBe(125_000);
  });

  test('increases while the check runs', () => {
    const running = makeCheck({ state: 'pending', completed_at: null });
    expect(findCheckDurationMs(running, now)).toBe(300_000);
  });

  test.each([
    ['a check that has not started', { state: 'pending', started_at: null }],
    ['a check that was skipped', { state: 'skipped' }],
    ['a check without a completion time', { completed_at: null }],
    ['a check with an invalid start time', { started_at: 'soon' }],
  ] as const)('is unknown for %s', (_, change) => {
    expect(findCheckDurationMs(makeCheck(change), now)).toBeUndefined();
  });

  test('is never negative, even if clocks differ', () => {
    const running = makeCheck({
      state: 'pending',
      started_at: instant(-40),
      completed_at: null,
    });
    expect(findCheckDurationMs(running, now)).toBe(0);
  });
});

test.each([
  [200, '< 1 s'],
  [45_900, '45 s'],
  [120_000, '2 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [3_780_000, '1 h 3 min'],
])('formats %i ms as %s', (durationMs, expected) => {
  expect(formatCheckDuration(durationMs)).toBe(expected);
});

test('bars are relative to the longest check and never invisible', () => {
  const checks = [
    makeCheck({}),
    makeCheck({ completed_at: instant(50) }),
    makeCheck({ state: 'skipped' }),
  ];
  const longestMs = findLongestMs(checks, now);
  expect(longestMs).toBe(250_000);
  expect(computeBarLength(125_000, longestMs)).toBe(50);
  expect(computeBarLength(1, longestMs)).toBe(2);
  expect(computeBarLength(0, findLongestMs([], now))).toBe(2);
});

test('a check that waits for long fills its own bar and leaves those of the others visible', () => {
  const waiting = makeCheck({ state: 'pending', started_at: instant(7_200), completed_at: null });
  const longestMs = findLongestMs([waiting, makeCheck({})], now);
  expect(longestMs).toBe(125_000);
  expect(computeBarLength(7_200_000, longestMs)).toBe(100);
  expect(findLongestMs([waiting], now)).toBe(7_200_000);
});
