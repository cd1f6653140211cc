import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithinLimits } from './json-limits.ts';

const limits = { maxDepth: 4, maxValues: 10 };
const check = (json: string) => isWithinLimits(Buffer.from(json), limits);

test.each([
  ['[[[[1]]]]', true],
  ['[[[[[1]]]]]', false],
  ['{"a":{"b":{"c":{"d":1}}}}', true],
  ['{"a":{"b":{"c":{"d":{}}}}}', false],
  ['[[],[],[],[]]', true],
  ['[1,2,3,4,5,6,7,8,9]', true],
  ['[1,2,3,4,5,6,7,8,9,10]', false],
  ['[{},{},{},{},{}]', false],
  ['"[[[[[[[[[,,,,,,,,,,,,,,,"', true],
  ['"\\"[[[[[[[[[,,,,,,,,,,,"', true],
  ['"\\\\",[[[[[[[[[', false],
  ['"never closed', true],
  ['', true],
])('%j is within a depth of 4 and 10 values: %s', (json, expected) => {
  expect(check(json)).toBe(expected);
});

test('counts at least every value, and no bracket inside a text', () => {
  const countValues = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, part) => sum + countValues(part), 1)
      : 1;
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (json) => {
      const count = countValues(JSON.parse(json));
      const bytes = Buffer.from(json);
      expect(isWithinLimits(bytes, { maxDepth: 64, maxValues: 2 * count + 1 })).toBe(true);
      expect(isWithinLimits(bytes, { maxDepth: 64, maxValues: Math.floor(count / 2) - 1 })).toBe(
        false,
      );
    }),
  );
});

test('a refused text is not read to its end', () => {
  let reads = 0;
  const bomb = new Proxy(Buffer.from('['.repeat(100_000)), {
    get(target, name) {
      if (name === 'length') return target.length;
      reads += 1;
      return target[Number(name)];
    },
  });
  expect(isWithinLimits(bomb, limits)).toBe(false);
  expect(reads).toBeLessThan(20);
});
