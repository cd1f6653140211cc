import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { toAcquiredRow } from '../../test/support/acquired-row.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { CallPace, filledRows } from './call-pace.ts';

const second = 1_000;
const hour = 3_600 * second;

let now: number;
let pace: CallPace;

beforeEach(() => {
  now = 0;
  pace = new CallPace({ monotonic: () => now });
});

/** Rows of one call that a signal made due, of a repository with live webhooks. */
const toRows = (count: number, ownerId = 'ada') =>
  Array.from({ length: count }, () => toAcquiredRow({ ownerId, signalled: true, isFed: true }));
const toUnfed = (count: number) => toRows(count).map((row) => ({ ...row, isFed: false }));
const toRoutine = (count: number) =>
  toRows(count).map((row) => ({ ...row, signalled: false, routine: true }));
const isWaiting = (ownerId = 'ada') => pace.findWaiting().ownerIds.includes(ownerId);

function chargeUntilWaiting(rows: readonly AcquiredRow[]): number {
  let calls = 0;
  for (; calls < 1_000 && !isWaiting(); calls += 1) pace.charge(rows);
  return calls;
}

test('whatever is pushed and when, an owner sends at most 363 calls for one row each an hour', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 12 * second }), {
    minLength: 400,
    maxLength: 900,
  });
  fc.assert(
    fc.property(gaps, (waits) => {
      let calls = 0;
      const clock = { now: 0 };
      const paced = new CallPace({ monotonic: () => clock.now });
      for (const waitMs of waits) {
        clock.now += waitMs;
        if (clock.now >= hour) break;
        if (paced.findWaiting().ownerIds.length > 0) continue;
        paced.charge(toRows(1));
        calls += 1;
      }
      expect(calls * (1 - 1 / filledRows)).toBeLessThanOrEqual(40 + 300);
    }),
    { numRuns: 50 },
  );
});

test('an owner who sent none for a while sends 42 small calls at once', () => {
  expect(chargeUntilWaiting(toRows(1))).toBe(42);
});

test('a call that is half full counts half, and a full one nothing', () => {
  expect(chargeUntilWaiting(toRows(8))).toBe(79);
  now += hour;
  expect(chargeUntilWaiting(toRows(16))).toBe(1_000);
});

test('rows that time made due neither cost anything nor fill a call', () => {
  expect(chargeUntilWaiting(toRoutine(1))).toBe(1_000);
  expect(chargeUntilWaiting([...toRows(1), ...toRoutine(15)])).toBe(42);
});

test('an owner who had to wait may send one call when the wait is over', () => {
  chargeUntilWaiting(toRows(1));
  const { againInMs } = pace.findWaiting();
  now += againInMs - 1;
  expect(isWaiting()).toBe(true);
  now += 1;
  expect(isWaiting()).toBe(false);
  pace.charge(toRows(1));
  expect(isWaiting()).toBe(true);
  expect(pace.findWaiting().againInMs).toBeLessThanOrEqual(12 * second);
});

test('the calls of one owner delay no other', () => {
  chargeUntilWaiting(toRows(1));
  expect(isWaiting('grace')).toBe(false);
});

test('without live webhooks, an owner may send twice as many', () => {
  expect(chargeUntilWaiting(toUnfed(1))).toBe(84);
});

test('owners who share a call share what it costs', () => {
  expect(chargeUntilWaiting([...toRows(1), ...toRows(1, 'grace')])).toBe(90);
  expect(pace.findWaiting().ownerIds).toEqual(['ada', 'grace']);
});
