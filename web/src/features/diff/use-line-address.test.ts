import { expect, test } from 'vitest';
import { formatLineAddress, isOtherCommit, parseLineAddress } from './use-line-address.ts';

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

test('an address names lines of another commit once the branch has moved', () => {
  const address = { line: 'R27', commit: '4f2a1c9d' };
  expect(isOtherCommit(address, '4f2a1c9d0b')).toBe(false);
  expect(isOtherCommit(address, '991fe46a00')).toBe(true);
});

test('an address without lines or without a commit is about the shown commit', () => {
  expect(isOtherCommit({ line: '', commit: '4f2a1c9d' }, '991fe46a')).toBe(false);
  expect(isOtherCommit({ line: 'R27', commit: '' }, '991fe46a')).toBe(false);
  expect(isOtherCommit({ line: 'R27', commit: '4f2a1c9d' }, null)).toBe(false);
});
