import { type Account } from '../world/records.ts';
import { type HttpResponse, notFound } from './response.ts';

/** A parsed request, as routes receive it. */
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

/** A method, a path pattern and their handler. */
export interface Route {
  method: string;
  pattern: RegExp;
  handle: (call: Call) => HttpResponse | Promise<HttpResponse>;
}

/**
 * Builds a route. In the path `:name` matches one segment and `*name` one or more, because
 * branch names arrive with plain slashes as well as with escaped ones.
 */
export function createRoute(method: string, path: string, handle: Route['handle']): Route {
  const source = path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)').replaceAll(/\*(\w+)/g, '(?<$1>.+)');
  return { method, pattern: new RegExp(`^${source}$`), handle };
}

/** Passes a call to the first route that matches. */
export function dispatch(
  routes: readonly Route[],
  call: Call,
): HttpResponse | Promise<HttpResponse> {
  for (const route of routes) {
    if (route.method !== call.method) continue;
    const match = route.pattern.exec(call.path);
    if (match === null) continue;
    return route.handle({ ...call, parameters: decode(match.groups ?? {}) });
  }
  return notFound();
}

/** A text field of the body; empty if it is missing or not a string. */
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
