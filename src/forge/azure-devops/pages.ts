import type { Reading } from '../client/conditional-client.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';

export const pageSize = 100;

/** The entries of `{count, value}`, which is how Azure tells a list. */
export function parseValues<Item>(
  body: unknown,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  return parseList(toFields(body)?.value, parseItem);
}

/** How such a list is read. */
export function toListReading<Item>(
  shape: string,
  parseItem: (item: unknown) => Item | undefined,
  findNextUrl?: Reading<Item[]>['findNextUrl'],
): Reading<Item[]> {
  return {
    shape,
    parse: (body) => parseValues(body, parseItem),
    findNextUrl: findNextUrl ?? (() => undefined),
  };
}

/** After a full page another one may follow; the address says `$skip=0` at first. */
export function findNextBySkip(body: unknown, _headers: Headers, url: string): string | undefined {
  const count = parseValues(body, () => true)?.length ?? 0;
  if (count < pageSize) return undefined;
  return url.replace(/([?&]\$skip=)(\d+)/, (_, name: string, skip: string) => {
    return `${name}${Number(skip) + count}`;
  });
}

/** Where Azure gives a token that continues the list. */
export function findNextByToken(_body: unknown, headers: Headers, url: string): string | undefined {
  const token = headers.get('x-ms-continuationtoken');
  if (!token) return undefined;
  const next = new URL(url);
  next.searchParams.set('continuationToken', token);
  return next.href;
}
