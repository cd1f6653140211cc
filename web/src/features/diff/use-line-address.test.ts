import { expect, test } from 'vitest';
import { parseLineAddress, toLineAddress } from './use-line-address.ts';

test.each(['R12', 'L7', 'R12-R15', 'L3-R9'])('%s is read and written back', (address) => {
  const range = parseLineAddress(address);
  expect(range && toLineAddress(range)).toBe(address);
});

test.each(['', '12', 'R0', 'R-1', 'R1-', 'X4', 'R1-R2-R3', 'R9999999999'])(
  '%j is no line',
  (address) => {
    expect(parseLineAddress(address)).toBeUndefined();
  },
);

test('a range without a side is of the side after the change', () => {
  expect(toLineAddress({ start: 4, end: 6 })).toBe('R4-R6');
  expect(toLineAddress({ start: 4, side: 'deletions', end: 4 })).toBe('L4');
});
