import { expect, test } from 'vitest';
import { parseWebAddress } from './external-link.tsx';

test('turns web addresses into links', () => {
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
])('leaves anything else as text: %s', (text) => {
  expect(parseWebAddress(text)).toBeUndefined();
});
