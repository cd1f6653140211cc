import { expect, test } from 'vitest';
import { formatPath } from './format-path.ts';

test.each([
  ['src/日本 ü.txt', 'src/日本 ü.txt'],
  ['a\nb\tc', 'a\\nb\\tc'],
  ['evil\u202egpj.exe', 'evil\\u{202e}gpj.exe'],
  ['zero\u200bwidth', 'zero\\u{200b}width'],
  ['bell\u0007', 'bell\\u{0007}'],
])('formats %j as %j', (path, shown) => {
  expect(formatPath(path)).toBe(shown);
});
