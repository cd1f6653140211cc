import { applyPatch, structuredPatch } from 'diff';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Paced } from '../../platform/paced.ts';
import { computeHunks, type HunkLimits } from './line-diff.ts';

function run<Result>(computation: Paced<Result>): { result: Result; parts: number } {
  for (let parts = 1; ; parts += 1) {
    const { done, value } = computation.next();
    if (done) return { result: value, parts };
  }
}

const plenty: HunkLimits = { maxLength: 10_000_000 };
const diff = (before: string, after: string, limits = plenty) =>
  run(computeHunks(before, after, limits)).result;

const numbers = (count: number, prefix = '') =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}\n`).join('');

test.each([
  ['', 'one\n', ['@@ -0,0 +1,1 @@', '+one']],
  ['one\n', '', ['@@ -1,1 +0,0 @@', '-one']],
  [
    'one',
    'two',
    [
      '@@ -1,1 +1,1 @@',
      '-one',
      '\\ No newline at end of file',
      '+two',
      '\\ No newline at end of file',
    ],
  ],
  ['one', 'one\n', ['@@ -1,1 +1,1 @@', '-one', '\\ No newline at end of file', '+one']],
  ['a\nb\nc\n', 'a\nB\nc\n', ['@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c']],
  ['a\r\n', 'a\n', ['@@ -1,1 +1,1 @@', '-a\r', '+a']],
])('the hunks between %j and %j', (before, after, lines) => {
  expect(diff(before, after)).toBe(`${lines.join('\n')}\n`);
});

test('equal texts have no hunks', () => {
  expect(diff('same\n', 'same\n')).toBe('');
  expect(diff('', '')).toBe('');
});

test('changes far apart are separate hunks with three lines of context', () => {
  const after = numbers(30).replace('5\n', 'five\n').replace('20\n', 'twenty\n');
  const starts = diff(numbers(30), after)
    ?.split('\n')
    .filter((line) => line.startsWith('@@'));
  expect(starts).toEqual(['@@ -3,7 +3,7 @@', '@@ -18,7 +18,7 @@']);
});

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'long line'), { maxLength: 40 })
  .map((lines) => lines.join('\n'));

test.each([2_000, 3, 0])('the hunks lead from one text to the other, with %i edits', (maxEdits) => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const hunks = diff(before, after, { ...plenty, maxEdits });
      expect(applyPatch(before, `--- a\n+++ b\n${hunks}`)).toBe(after);
    }),
    { numRuns: 500 },
  );
});

test('no shorter diff exists', () => {
  const countEdits = (lines: readonly string[]) =>
    lines.filter((line) => /^[+-]/.test(line)).length;
  fc.assert(
    fc.property(text, text, (before, after) => {
      const [shortest] = [
        structuredPatch('', '', before, after).hunks.flatMap(({ lines }) => lines),
      ];
      expect(countEdits((diff(before, after) ?? '').split('\n'))).toBe(countEdits(shortest ?? []));
    }),
    { numRuns: 300 },
  );
});

test('two texts without a common line are counted, not compared', () => {
  const before = numbers(90_000, 'before ');
  const after = numbers(90_000, 'after ');
  expect(run(computeHunks(before, after, { maxLength: 2_000_000 }))).toMatchObject({
    result: undefined,
  });
  expect(diff(before, after)).toContain('@@ -1,90000 +1,90000 @@');
});

test.each([
  ['a line of 2 MiB', 'a'.repeat(2 ** 21), 'b'.repeat(2 ** 21)],
  ['a million empty lines', '\n'.repeat(2 ** 20), ''],
  ['every line changed', numbers(100_000, 'before '), numbers(100_000, 'after ')],
  [
    'the same lines in another order',
    numbers(100_000),
    numbers(100_000).split('\n').toReversed().join('\n'),
  ],
  ['lines that occur often', 'a\nb\n'.repeat(50_000), 'b\nb\na\n'.repeat(33_000)],
  ['every second line changed', numbers(100_000), numbers(100_000).replaceAll(/1\n/g, 'x\n')],
])('%s takes a bounded number of parts', (_, before, after) => {
  // A part has 5,000 steps.
  expect(run(computeHunks(before, after, { maxLength: 4 * 2 ** 20 })).parts).toBeLessThan(1_500);
});
