import { setMaxListeners } from 'node:events';
import { readBody } from './http-body.ts';
import { isStaleConnection, toReason } from './http-failure.ts';

export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  /** Aborting it makes the request throw the signal's reason. */
  signal: AbortSignal;
  /** Covers redirects, headers and body. */
  timeoutMs?: number;
  /** A body of exactly this size is read whole. */
  bodyLimitBytes?: number;
}

/** A request with a body of its own. A redirect ends it: the body is not sent twice. */
export interface HttpMessage extends HttpRequest {
  method: 'POST' | 'PUT' | 'PATCH';
  body: string;
  /** Never sent again by itself, as nobody can tell whether it had arrived. */
  once?: boolean;
}

export interface Answered {
  kind: 'answered';
  status: number;
  headers: Headers;
  body: Buffer;
  /** The answer came from another path of the same origin. */
  redirected: boolean;
}

/** What came of one request. No message holds a header value or a whole address. */
export type HttpAnswer =
  | Answered
  | { kind: 'unreachable'; message: string }
  | { kind: 'timed_out'; timeoutMs: number }
  | { kind: 'too_large'; limitBytes: number }
  | { kind: 'refused_redirect'; message: string };

export interface HttpClient {
  get(request: HttpRequest): Promise<HttpAnswer>;
  send(message: HttpMessage): Promise<HttpAnswer>;
}

export interface HttpLimits {
  timeoutMs?: number;
  bodyLimitBytes?: number;
}

const mostRedirects = 3;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Requests over the built-in `fetch`, which keeps connections alive, with limits on time and size. */
export function createHttpClient({
  timeoutMs = 10_000,
  bodyLimitBytes = 16 * 1024 * 1024,
}: HttpLimits = {}): HttpClient {
  const limit = <Request extends HttpRequest>(request: Request) => ({
    ...request,
    timeoutMs: request.timeoutMs ?? timeoutMs,
    bodyLimitBytes: request.bodyLimitBytes ?? bodyLimitBytes,
  });
  return {
    get: (request) => ask({ ...limit(request), method: 'GET', body: undefined }),
    send: (message) => ask(limit(message)),
  };
}

type Limited = Required<HttpRequest> & {
  method: string;
  body: string | undefined;
  once?: boolean;
};

async function ask(request: Limited): Promise<HttpAnswer> {
  const { signal, timeoutMs } = request;
  signal.throwIfAborted();
  const headers = toHeaders(request.headers);
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  // One signal may end any number of requests; the platform warns from the eleventh on.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await follow({ ...request, headers, signal: controller.signal });
  } catch (error) {
    signal.throwIfAborted();
    if (controller.signal.aborted) return { kind: 'timed_out', timeoutMs };
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'unreachable', message: toReason(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

type Call = Omit<Limited, 'headers'> & { headers: Headers };

async function follow(call: Call): Promise<HttpAnswer> {
  let url = new URL(call.url);
  const most = call.method === 'GET' ? mostRedirects : 0;
  for (let redirects = 0; redirects <= most; redirects += 1) {
    const answer = await send(url, call);
    if (answer.kind !== 'answered') return answer;
    const location = redirectStatuses.has(answer.status) && answer.headers.get('location');
    if (!location) return { ...answer, redirected: redirects > 0 };
    const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    // S10: the headers hold a token, so they stay with the origin they were made for.
    if (target?.origin !== url.origin) return toRefusedRedirect(target);
    url = target;
  }
  return { kind: 'refused_redirect', message: `redirects more than ${most} times` };
}

async function send(url: URL, call: Call): Promise<HttpAnswer> {
  const response = await fetchOnLiveConnection(url, call);
  const body = await readBody(response, call.bodyLimitBytes);
  if (!body) return { kind: 'too_large', limitBytes: call.bodyLimitBytes };
  const { status, headers } = response;
  return { kind: 'answered', status, headers, body, redirected: false };
}

/** A kept connection that the server closed meanwhile says nothing about the server: ask again. */
async function fetchOnLiveConnection(
  url: URL,
  { method, body, headers, signal, once = false }: Call,
): Promise<Response> {
  const sent = body === undefined ? {} : { body };
  const options: RequestInit = { method, ...sent, headers, signal, redirect: 'manual' };
  try {
    return await fetch(url, options);
  } catch (error) {
    if (once || signal.aborted || !isStaleConnection(error)) throw error;
    return fetch(url, options);
  }
}

function toRefusedRedirect(target: URL | undefined): HttpAnswer {
  const where = target?.host ? `another address (${target.protocol}//${target.host})` : 'nowhere';
  return { kind: 'refused_redirect', message: `redirects to ${where}` };
}

function toHeaders(headers: Record<string, string>): Headers {
  try {
    return new Headers(headers);
  } catch {
    // S10: the error of the platform quotes the value.
    throw new Error('A header of the request holds characters that cannot be sent.');
  }
}
