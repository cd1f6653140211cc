import { expect, test } from 'vitest';
import { toLabelPlaces } from './label-places.ts';

test('labels that have room stay where their lines end', () => {
  expect(toLabelPlaces([10, 80], 20, 100)).toEqual([10, 80]);
});

test('labels that would meet move apart, in their order', () => {
  expect(toLabelPlaces([50, 50], 20, 100)).toEqual([50, 70]);
  expect(toLabelPlaces([52, 50], 20, 100)).toEqual([70, 50]);
});

test('at the lower edge they move up instead', () => {
  expect(toLabelPlaces([95, 98], 20, 100)).toEqual([80, 100]);
});

test('the lowest place is kept', () => {
  expect(toLabelPlaces([50, 100], 20, 88)).toEqual([50, 88]);
});
