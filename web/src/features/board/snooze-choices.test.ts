import { expect, test } from 'vitest';
import { listSnoozeChoices } from './snooze-choices.ts';

const list = (...parts: [number, number, number, number]) =>
  listSnoozeChoices(new Date(2026, ...parts).getTime()).map(({ until }) => until);
const at = (...parts: [number, number, number, number]) => new Date(2026, ...parts);

test('offers an hour, tomorrow morning and the morning of next Monday', () => {
  expect(list(10, 25, 14, 5)).toEqual([at(10, 25, 15, 5), at(10, 26, 9, 0), at(10, 30, 9, 0)]);
});

test('on a Monday, next Monday is a week away', () => {
  expect(list(10, 30, 8, 0)).toEqual([at(10, 30, 9, 0), at(11, 1, 9, 0), at(11, 7, 9, 0)]);
});

test('on a Sunday, tomorrow is that Monday', () => {
  expect(list(10, 29, 23, 30)).toEqual([at(10, 30, 0, 30), at(10, 30, 9, 0)]);
});
