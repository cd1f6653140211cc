import { expect, test } from 'vitest';
import { findNextUrl } from './link-header.ts';

const url = 'https://forge.test/items?per_page=2';
const second = 'https://forge.test/items?per_page=2&page=2';

test.each([
  [`<${second}>; rel="next", <${url}>; rel="last"`, second],
  [`<${url}>; rel="prev", <${second}>; rel="next"`, second],
  [`<${second}>; title="a"; rel=next`, second],
  [`<${second}>;rel="last next"`, second],
  ['</items?page=2>; rel="next"', 'https://forge.test/items?page=2'],
  ['<https://evil.test/x,y>; rel="next"', 'https://evil.test/x,y'],
  [`<${second}>; rel="last"`, undefined],
  [`<${second}>; rel="nextish"`, undefined],
  ['<http://>; rel="next"', undefined],
  ['garbage', undefined],
  [null, undefined],
])('the next page of %j is %j', (header, next) => {
  expect(findNextUrl(header, url)).toBe(next);
});
