import { findNextUrl } from '../client/conditional-client.ts';

export const pageSize = 100;

/**
 * A full last page stays what it is when a further page begins, so that its validator would hide
 * that one for good.
 */
export function isPageCovered(items: readonly unknown[], nextUrl: string | undefined): boolean {
  return nextUrl !== undefined || items.length < pageSize;
}

/**
 * GitLab links its pages by the address it believes to have, which behind a proxy is not always the
 * one it was asked at: the number of the next page goes first.
 */
export function findNextPage(_body: unknown, headers: Headers, url: string): string | undefined {
  const page = headers.get('x-next-page')?.trim();
  if (page === undefined) return findNextUrl(headers.get('link'), url);
  if (!/^[1-9]\d{0,8}$/.test(page)) return undefined;
  const next = new URL(url);
  next.searchParams.set('page', page);
  return next.href;
}
