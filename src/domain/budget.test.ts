import { describe, expect, test } from 'vitest';
import { findBudgetEnd, type Quota, toStretch } from './budget.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');
const minute = 60_000;
const toQuota = (remaining: number, change: Partial<Quota> = {}): Quota => {
  const resetAt = new Date(noon + 30 * minute);
  return { bucket: 'core', quota: 5_000, remaining, resetAt, ...change };
};

describe('the reserve for the person’s own tools', () => {
  test.each([
    [2_001, 'routine', false],
    [2_000, 'routine', true],
    [1_001, 'asked', false],
    [1_000, 'asked', true],
  ] as const)('with %i of 5,000 left, what is %s waits: %s', (remaining, demand, waits) => {
    const end = findBudgetEnd([toQuota(remaining)], demand, noon);

    expect(end).toEqual(waits ? new Date(noon + 30 * minute) : undefined);
  });

  test('is not met while another quota can serve', () => {
    const quotas = [toQuota(0), toQuota(4_000, { bucket: 'graphql' })];
    expect(findBudgetEnd(quotas, 'routine', noon)).toBeUndefined();
  });

  test('ends with the first quota that is filled again', () => {
    const sooner = new Date(noon + 5 * minute);
    const quotas = [toQuota(0), toQuota(0, { bucket: 'graphql', resetAt: sooner })];
    expect(findBudgetEnd(quotas, 'asked', noon)).toEqual(sooner);
  });

  test('says nothing of a window that has ended, or of a forge that told none', () => {
    expect(
      findBudgetEnd([toQuota(0, { resetAt: new Date(noon) })], 'routine', noon),
    ).toBeUndefined();
    expect(findBudgetEnd([], 'routine', noon)).toBeUndefined();
  });
});

describe('intervals', () => {
  test.each([
    ['stay while the pace leaves the reserve untouched', 3_500, 1],
    ['double when the pace would spend twice what may be spent', 2_000, 2],
    ['grow with the pace', 0, 3.33],
  ])('%s', (_, remaining, expected) => {
    expect(toStretch([toQuota(remaining)], noon)).toBeCloseTo(expected, 2);
  });

  test('grow at most twentyfold, however steep the start', () => {
    const resetAt = new Date(noon + 58 * minute);
    expect(toStretch([toQuota(1_000, { resetAt })], noon)).toBe(20);
  });

  test('stay in the first minute of a window: it proves no pace', () => {
    const resetAt = new Date(noon + 59.5 * minute);
    expect(toStretch([toQuota(4_000, { resetAt })], noon)).toBe(1);
  });

  test('follow the quota that has most left', () => {
    expect(toStretch([toQuota(0), toQuota(5_000, { bucket: 'graphql' })], noon)).toBe(1);
  });
});
