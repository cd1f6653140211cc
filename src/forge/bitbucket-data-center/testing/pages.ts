import type { StubResponse } from '../../testing/forge-double.ts';

/** An installation may be told to give out less than was asked for. */
const mostPerPage = 3;

export function toPage(values: readonly unknown[], url: URL, more: object = {}): StubResponse {
  const start = Number(url.searchParams.get('start') ?? 0);
  const limit = Math.min(Number(url.searchParams.get('limit') ?? 25), mostPerPage);
  const page = values.slice(start, start + limit);
  const isLastPage = start + limit >= values.length;
  const nextPageStart = isLastPage ? null : start + limit;
  const body = { values: page, size: page.length, isLastPage, start, limit, nextPageStart };
  return { body: { ...body, ...more } };
}
