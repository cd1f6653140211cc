import { expect, test } from 'vitest';
import { parseWebAddress } from './external-link.tsx';

test('web addresses become links', () => {
  expect(parseWebAddress('https://github.com/acme/app/pull/7')).toBeDefined();
  expect(parseWebAddress('http://127.0.0.1:3000/x')).toBeDefined();
});

test.each([
  'javascript:alert(1)',
  ' https://x',
  'data:text/html,x',
  '//evil',
  'https://',
  '',
  null,
])('anything else stays text: %s', (text) => {
  expect(parseWebAddress(text)).toBeUndefined();
});
