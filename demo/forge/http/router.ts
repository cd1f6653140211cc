import { type Account } from '../world/records.ts';
import { type HttpResponse, notFound } from './response.ts';

/** A request on its way to a route. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The requested media type. */
  accept: string;
  account: Account | undefined;
  parameters: Readonly<Record<string, string>>;
  body: Readonly<Record<string, unknown>>;
}

/** A method, a path pattern and what answers it. */
export interface Route {
  method: string;
  pattern: RegExp;
  answer: (call: Call) => HttpResponse | Promise<HttpResponse>;
}

/**
 * Builds a route. In the path `:name` matches one segment and `*name` one or more, because
 * branch names arrive with plain slashes as well as with escaped ones.
 */
export function createRoute(method: string, path: string, answer: Route['answer']): Route {
  const source = path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)').replaceAll(/\*(\w+)/g, '(?<$1>.+)');
  return { method, pattern: new RegExp(`^${source}$`), answer };
}

/** Hands a call to the first route that fits. */
export function dispatch(
  routes: readonly Route[],
  call: Call,
): HttpResponse | Promise<HttpResponse> {
  for (const route of routes) {
    if (route.method !== call.method) continue;
    const match = route.pattern.exec(call.path);
    if (match === null) continue;
    return route.answer({ ...call, parameters: decode(match.groups ?? {}) });
  }
  return notFound();
}

/** A body field that has to be text. */
export function getText(call: Call, field: string): string {
  const value = call.body[field];
  return typeof value === 'string' ? value : '';
}

function decode(groups: Record<string, string | undefined>): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const [name, value] of Object.entries(groups)) decoded[name] = decodeSegment(value ?? '');
  return decoded;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
