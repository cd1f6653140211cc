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
    ['uses the requested address, whatever the link says', { link }, items(50), '2'],
    [
      'does not exist without a link to it',
      { link: first, 'x-total-count': '70' },
      items(20),
      undefined,
    ],
    ['follows from the total count if there is no link', { 'x-total-count': '51' }, items(50), '2'],
    [
      'does not exist when the total count is reached',
      { 'x-total-count': '50' },
      items(50),
      undefined,
    ],
    ['exists when pages are smaller than requested', { 'x-total-count': '51' }, items(30), '2'],
    ['is requested after a full page without any header', {}, items(50), '2'],
    ['does not exist after a partial page', {}, items(49), undefined],
    ['does not exist after an empty page', { link }, [], undefined],
    ['of a combined status is found in the same way', { link }, { statuses: items(50) }, '2'],
    ['of an empty combined status does not exist', {}, { statuses: null }, undefined],
  ])('%s', (_, headers, body, page) => {
    const next = findNextPage(body, new Headers(headers), url);
    expect(next).toBe(page && `${url}&page=${page}`);
  });

  test('has the next higher number', () => {
    const next = findNextPage(items(50), new Headers({ link }), `${url}&page=7`);
    expect(next).toBe(`${url}&page=8`);
  });
});
