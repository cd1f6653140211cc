import { describe, expect, test } from 'vitest';
import { findNextPage } from './api.ts';

const url = 'https://git.acme.test/api/v1/repos/acme/app/pulls?limit=50';
const link = '<https://gitea.internal/api/v1/x?page=2>; rel="next"';
const first = '<https://gitea.internal/api/v1/x?page=1>; rel="first"';

function items(count: number): unknown[] {
  return Array.from({ length: count }, () => ({}));
}

describe('the next page', () => {
  test.each<[string, Record<string, string>, unknown, string | undefined]>([
    ['is at the address that was asked, whatever the link says', { link }, items(50), '2'],
    [
      'is none when the links name none',
      { link: first, 'x-total-count': '70' },
      items(20),
      undefined,
    ],
    ['is told by the count where there is no link', { 'x-total-count': '51' }, items(50), '2'],
    ['is none when the count is reached', { 'x-total-count': '50' }, items(50), undefined],
    ['is there when pages are smaller than asked', { 'x-total-count': '51' }, items(30), '2'],
    ['is looked for after a full page when nothing is told', {}, items(50), '2'],
    ['is none after a part of a page', {}, items(49), undefined],
    ['is none after an empty page', { link }, [], undefined],
    ['of the statuses in an object is told alike', { link }, { statuses: items(50) }, '2'],
    ['of no statuses is none', {}, { statuses: null }, undefined],
  ])('%s', (_, headers, body, page) => {
    const next = findNextPage(body, new Headers(headers), url);
    expect(next).toBe(page && `${url}&page=${page}`);
  });

  test('follows the one that was read', () => {
    const next = findNextPage(items(50), new Headers({ link }), `${url}&page=7`);
    expect(next).toBe(`${url}&page=8`);
  });
});
