import type { Reading } from '../client/conditional-client.ts';
import { findCount, parseList, toFields } from '../parsing/json-fields.ts';

export const pageSize = 100;

/** How a list is read that comes in pages: `{ values, isLastPage, nextPageStart }`. */
export function toListReading<Item>(
  shape: string,
  parseItem: (item: unknown) => Item | undefined,
): Reading<Item[]> {
  return {
    shape,
    parse: (body) => parsePage(body, parseItem),
    findNextUrl: (body, _headers, url) => findNextPageUrl(body, url),
    isCovered: () => false,
  };
}

/** S9: a page that does not say whether it is the last one is no page. */
function parsePage<Item>(
  body: unknown,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  const fields = toFields(body);
  const hasEnd = fields?.isLastPage === true || findCount(fields, 'nextPageStart') !== undefined;
  return hasEnd ? parseList(fields?.values, parseItem) : undefined;
}

function findNextPageUrl(body: unknown, url: string): string | undefined {
  const fields = toFields(body);
  const start = findCount(fields, 'nextPageStart');
  if (fields?.isLastPage === true || start === undefined) return undefined;
  const next = new URL(url);
  next.searchParams.set('start', `${start}`);
  return next.href;
}
