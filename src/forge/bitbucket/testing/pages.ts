import type { StubResponse } from '../../testing/forge-double.ts';
import type { Origins } from './json-answers.ts';

export const notFound: StubResponse = {
  status: 404,
  body: { type: 'error', error: { message: 'Resource not found' } },
};

/** One page of a list, with the URL of the next page if there is one. */
export function toPage(
  items: readonly unknown[],
  most: number,
  url: URL,
  origins: Origins,
): StubResponse {
  const pagelen = Math.min(Number(url.searchParams.get('pagelen') ?? 10), most);
  const page = Number(url.searchParams.get('page') ?? 1);
  const values = items.slice((page - 1) * pagelen, page * pagelen);
  const following = new URL(url.pathname.replace(/^\/2\.0/, origins.api), origins.api);
  following.search = url.search;
  following.searchParams.set('page', String(page + 1));
  const next = page * pagelen < items.length ? { next: following.href } : {};
  return { body: { pagelen, page, size: items.length, values, ...next } };
}
