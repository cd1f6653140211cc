import { describe, expect, test } from 'vitest';
import type { Check } from '../../../../src/contract/checks.ts';
import { instant, now } from '../../testing/chats.ts';
import {
  findCheckDurationMs,
  formatCheckDuration,
  toBarLength,
  toLongestMs,
} from './check-duration.ts';

const makeCheck = (change: Partial<Check>): Check => ({
  name: 'test',
  state: 'passed',
  url: null,
  description: null,
  started_at: instant(300),
  completed_at: instant(175),
  ...change,
});

describe('how long a check took', () => {
  test('is from its start to its end', () => {
    expect(findCheckDurationMs(makeCheck({}), now)).toBe(125_000);
  });

  test('goes on while it runs', () => {
    const running = makeCheck({ state: 'pending', completed_at: null });
    expect(findCheckDurationMs(running, now)).toBe(300_000);
  });

  test.each([
    ['a check that has not started', { state: 'pending', started_at: null }],
    ['a check that was skipped', { state: 'skipped' }],
    ['a check that ended at a time nobody told', { completed_at: null }],
    ['a check whose instants cannot be read', { started_at: 'soon' }],
  ] as const)('is not told of %s', (_, change) => {
    expect(findCheckDurationMs(makeCheck(change), now)).toBeUndefined();
  });

  test('is never negative, whatever the clocks say', () => {
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
])('%i ms read as %s', (durationMs, expected) => {
  expect(formatCheckDuration(durationMs)).toBe(expected);
});

test('bars are relative to the longest, and the shortest is still seen', () => {
  const checks = [
    makeCheck({}),
    makeCheck({ completed_at: instant(50) }),
    makeCheck({ state: 'skipped' }),
  ];
  const longestMs = toLongestMs(checks, now);
  expect(longestMs).toBe(250_000);
  expect(toBarLength(125_000, longestMs)).toBe(50);
  expect(toBarLength(1, longestMs)).toBe(2);
  expect(toBarLength(0, toLongestMs([], now))).toBe(2);
});
