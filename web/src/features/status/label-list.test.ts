import { expect, test } from 'vitest';
import { parseLabelColor } from './label-list.tsx';

test('only six hexadecimal digits are accepted as a colour', () => {
  expect(parseLabelColor('#d73a4a')).toBe('#d73a4a');
  for (const text of [null, '', 'red', '#fff', 'url(https://evil.example)', '#d73a4a;color:red']) {
    expect(parseLabelColor(text)).toBeUndefined();
  }
});
