import type { StubResponse } from '../../testing/forge-double.ts';
import { errorJson } from './json-answers.ts';

export interface Asked {
  method: string;
  /** Decoded, below the collection. */
  segments: readonly string[];
  query: URLSearchParams;
  body: unknown;
  webBaseUrl: string;
}

export const mostPerPage = 100;

/** As `$top` and `$skip` say, and never more than one page. */
export function toPage<Item>(items: readonly Item[], query: URLSearchParams): Item[] {
  const skip = Number(query.get('$skip') ?? 0);
  return items.slice(skip, skip + Math.min(mostPerPage, Number(query.get('$top') ?? mostPerPage)));
}

export function toUnknown(message: string): StubResponse {
  return { status: 404, body: errorJson(message) };
}

export function toRefused(typeKey: string): StubResponse {
  return { status: 400, body: errorJson('The api-version is not supported.', typeKey) };
}
