import { expect, test } from 'vitest';
import { toPlainText } from './text.ts';

test.each([
  ['  as it is  ', 'as it is'],
  ['two\r\nlines\0and\u2028more', 'two lines and more'],
  ['\u001b[31mred\u001b[0m', '[31mred [0m'],
  ['evil\u202etxt.exe', 'evil txt.exe'],
  ['👩‍💻 ships', '👩‍💻 ships'],
  ['12345678901234567890', '12345678901234567890'],
  ['123456789012345678901', '1234567890123456789…'],
  ['💥'.repeat(21), `${'💥'.repeat(19)}…`],
  ['x'.repeat(100_000), `${'x'.repeat(19)}…`],
])('%j becomes %j', (text, plain) => {
  expect(toPlainText(text, 20)).toBe(plain);
});
