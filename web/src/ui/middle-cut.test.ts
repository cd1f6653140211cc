import { expect, test } from 'vitest';
import { splitForCut } from './middle-cut.tsx';

test('keeps the end of a long name in one piece', () => {
  expect(splitForCut('feat/delivery-date-2', 9)).toEqual(['feat/delive', 'ry-date-2']);
});

test('does not split a short name', () => {
  expect(splitForCut('main', 9)).toEqual(['main', '']);
  expect(splitForCut('', 9)).toEqual(['', '']);
});

test('does not split a character in two', () => {
  expect(splitForCut('fix/🚀🚀🚀🚀🚀🚀', 3)).toEqual(['fix/🚀🚀🚀', '🚀🚀🚀']);
});
