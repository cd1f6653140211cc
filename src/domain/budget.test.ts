import { describe, expect, test } from 'vitest';
import { findBudgetWait, type Quota, toForecast, toReserved, toStretch } from './budget.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');
const minute = 60_000;
const toQuota = (remaining: number, change: Partial<Quota> = {}): Quota => {
  return { bucket: 'core', quota: 5_000, remaining, resetInMs: 30 * minute, ...change };
};

describe('the reserve for the owner’s other tools', () => {
  test.each([
    [2_001, 'routine', false],
    [2_000, 'routine', true],
    [1_001, 'requested', false],
    [1_000, 'requested', true],
  ] as const)('with %i of 5,000 left, a %s refresh waits: %s', (remaining, demand, waits) => {
    expect(findBudgetWait(toQuota(remaining), demand)).toBe(waits ? 30 * minute : undefined);
  });

  test('does not apply to a window that has ended', () => {
    expect(findBudgetWait(toQuota(0, { resetInMs: 0 }), 'routine')).toBeUndefined();
  });
});

describe('intervals', () => {
  test.each([
    ['stay while the pace leaves the reserve untouched', 3_500, 1],
    ['double when the pace would spend twice what may be spent', 2_000, 2],
    ['grow with the pace', 0, 3.33],
  ])('%s', (_, remaining, expected) => {
    expect(toStretch([toQuota(remaining)])).toBeCloseTo(expected, 2);
  });

  test('grow at most twentyfold, however steep the start', () => {
    expect(toStretch([toQuota(1_000, { resetInMs: 58 * minute })])).toBe(20);
  });

  test('stay in the first minute of a window, which is too short to measure a pace', () => {
    expect(toStretch([toQuota(4_000, { resetInMs: 59.5 * minute })])).toBe(1);
  });

  test('follow the quota that has most left', () => {
    expect(toStretch([toQuota(0), toQuota(5_000, { bucket: 'graphql' })])).toBe(1);
  });
});

describe('the forecast', () => {
  /** Minutes before noon, and the remaining quota. */
  const toReadings = (...readings: [number, number][]) =>
    readings.map(([before, remaining]) => {
      return { at: new Date(noon - before * minute), remaining };
    });

  test.each([
    ['continues the pace of the readings', toReadings([10, 4_000]), 3_500, 2_000],
    ['is never below zero', toReadings([10, 4_000]), 1_000, 0],
    ['is all that remains if nothing was spent', toReadings([10, 3_500]), 3_500, 3_500],
    ['is all that remains without readings', [], 3_500, 3_500],
    ['measures no pace over less than a minute', toReadings([0.5, 4_000]), 3_500, 3_500],
    ['ignores older readings', toReadings([40, 5_000], [20, 3_500]), 3_500, 3_500],
    ['starts from the last reading before its time', toReadings([40, 4_400]), 3_500, 1_700],
    ['is not raised by a new window', toReadings([10, 500], [8, 100], [7, 5_000]), 4_900, 3_400],
    ['ignores readings of a clock that is ahead', toReadings([10, 4_000], [-1, 0]), 3_500, 2_000],
  ] as const)('%s', (_, readings, remaining, expected) => {
    expect(toForecast(toQuota(remaining), readings, noon)).toBe(expected);
  });

  test('of a window that has ended is the remaining quota', () => {
    const ended = toQuota(100, { resetInMs: -minute });
    expect(toForecast(ended, toReadings([10, 200]), noon)).toBe(100);
  });

  test('does not include the reserve', () => {
    expect(toReserved(toQuota(0))).toBe(2_000);
    expect(toReserved(toQuota(0, { quota: 7 }))).toBe(2);
  });
});
