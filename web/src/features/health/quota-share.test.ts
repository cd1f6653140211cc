import { expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import { formatQuota, isScarce, toQuotaShare } from './quota-share.ts';

const core = { bucket: 'core', quota: 5_000, remaining: 4_200, reset_at: instant(-7 * 60) };

test('shows what is left and when the quota resets', () => {
  expect(formatQuota(core, now)).toBe('4,200 of 5,000 left, resets at 14:05');
  expect(formatQuota({ ...core, remaining: 0 }, now)).toBe('none of 5,000 left, resets at 14:05');
});

test('does not report a quota as used up after its reset', () => {
  const over = { ...core, remaining: 0, reset_at: instant(60) };
  expect(formatQuota(over, now)).toBe('reset at 13:57');
  expect(toQuotaShare(over, now)).toBe(1);
});

test('clamps the share to 0 and 1', () => {
  expect(toQuotaShare(core, now)).toBeCloseTo(0.84);
  expect(toQuotaShare({ ...core, remaining: 6_000 }, now)).toBe(1);
  expect(toQuotaShare({ ...core, quota: 0 }, now)).toBe(0);
});

test('reports a small share as scarce', () => {
  expect(isScarce(toQuotaShare({ ...core, remaining: 500 }, now))).toBe(true);
  expect(isScarce(toQuotaShare(core, now))).toBe(false);
});
