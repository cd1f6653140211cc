import { expect, test } from 'vitest';
import { formatLineAddress, parseLineAddress } from './use-line-address.ts';

test.each(['R12', 'L7', 'R12-R15', 'L3-R9'])('parses and formats %s', (address) => {
  const range = parseLineAddress(address);
  expect(range && formatLineAddress(range)).toBe(address);
});

test.each(['', '12', 'R0', 'R-1', 'R1-', 'X4', 'R1-R2-R3', 'R9999999999'])(
  'rejects %j',
  (address) => {
    expect(parseLineAddress(address)).toBeUndefined();
  },
);

test('takes a range without a side as lines after the change', () => {
  expect(formatLineAddress({ start: 4, end: 6 })).toBe('R4-R6');
  expect(formatLineAddress({ start: 4, side: 'deletions', end: 4 })).toBe('L4');
});
