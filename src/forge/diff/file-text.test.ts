import { describe, expect, test } from 'vitest';
import { isFilePath, maxFileBytes, toFileText } from './file-text.ts';

describe('a file', () => {
  test('without a NUL is text', () => {
    expect(toFileText(Buffer.from('härd\r\n'))).toEqual({ kind: 'text', text: 'härd\r\n' });
  });

  test.each([
    [0, 'binary'],
    [7999, 'binary'],
    [8000, 'text'],
  ])('with a NUL at %i is %s', (at, kind) => {
    const bytes = Buffer.alloc(9000, 'a');
    bytes[at] = 0;
    expect(toFileText(bytes).kind).toBe(kind);
  });

  test.each([
    [maxFileBytes, 'text'],
    [maxFileBytes + 1, 'too_large'],
  ])('of %i bytes is %s', (size, kind) => {
    expect(toFileText(Buffer.alloc(size, 'a')).kind).toBe(kind);
  });
});

test.each([
  ['README.md', true],
  ['.github/..hidden', true],
  ['a b/ü?#%2F', true],
  ['', false],
  ['/etc/passwd', false],
  ['a//b', false],
  ['a/', false],
  ['..', false],
  ['a/../b', false],
  ['./a', false],
])('git allows the path %s: %s', (path, expected) => {
  expect(isFilePath(path)).toBe(expected);
});
