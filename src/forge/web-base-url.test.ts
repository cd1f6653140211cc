import { expect, test } from 'vitest';
import { toWebBaseUrl } from './web-base-url.ts';

test.each([
  ['https://api.github.com', 'https://github.com'],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ['https://git.acme.test/api/v3', 'https://git.acme.test'],
  ['https://git.acme.test/api/v3/', 'https://git.acme.test'],
  ['https://acme.test/github/api/v3', 'https://acme.test/github'],
  ['http://127.0.0.1:4701/api/v3', 'http://127.0.0.1:4701'],
  ['https://api.github.com.evil.test', 'https://api.github.com.evil.test'],
  ['https://git.acme.test/api/v4', 'https://git.acme.test'],
])('people see %s at %s', (apiBaseUrl, webBaseUrl) => {
  expect(toWebBaseUrl(apiBaseUrl)).toBe(webBaseUrl);
});
