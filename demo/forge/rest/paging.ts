import type { Call } from '../http/router.ts';

/** One page of a list and the Link header that leads to the others. */
export interface Page<T> {
  items: T[];
  headers: Record<string, string>;
}

/** Cuts the requested page out of a list. */
export function toPage<T>(apiBaseUrl: string, call: Call, all: readonly T[]): Page<T> {
  const perPage = clamp(Number(call.query.get('per_page') ?? 30), 30);
  const page = Math.max(1, Number(call.query.get('page') ?? 1) || 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const items = all.slice((page - 1) * perPage, page * perPage);
  const relations: [string, number][] = [];
  if (page > 1) relations.push(['prev', Math.min(page - 1, last)]);
  if (page < last) relations.push(['next', page + 1], ['last', last]);
  if (page > 1) relations.push(['first', 1]);
  const link = relations.map(([name, number]) => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(number));
    return `<${apiBaseUrl}${call.path}?${query.toString()}>; rel="${name}"`;
  });
  return { items, headers: link.length === 0 ? {} : { Link: link.join(', ') } };
}

function clamp(perPage: number, fallback: number): number {
  if (!Number.isInteger(perPage) || perPage < 1) return fallback;
  return Math.min(100, perPage);
}
