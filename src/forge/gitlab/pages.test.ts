import { expect, test } from 'vitest';
import { findNextPage } from './pages.ts';

const url = 'https://git.example/gitlab/api/v4/projects/7/hooks?per_page=100';
const link = '<https://internal/api/v4/projects/7/hooks?page=2>; rel="next"';

test('the next page is asked for where the first one was', () => {
  const headers = new Headers({ 'x-next-page': '2', link });
  expect(findNextPage(undefined, headers, url)).toBe(`${url}&page=2`);
  expect(findNextPage(undefined, headers, `${url}&page=1`)).toBe(`${url}&page=2`);
});

test.each(['', ' ', '0', '-1', 'x'])('there is none after %j', (page) => {
  const headers = new Headers({ 'x-next-page': page, link });
  expect(findNextPage(undefined, headers, url)).toBeUndefined();
});

test('a list that is not numbered links to it', () => {
  const next = 'https://git.example/gitlab/api/v4/projects/7/hooks?cursor=x';
  const headers = new Headers({ link: `<${next}>; rel="next"` });
  expect(findNextPage(undefined, headers, url)).toBe(next);
  expect(findNextPage(undefined, new Headers(), url)).toBeUndefined();
});
