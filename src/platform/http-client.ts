import { setMaxListeners } from 'node:events';
import { formatReason, isStaleConnection } from './fetch-error.ts';
import { type OpenResponse, openStorage, type ResolveHost, resolveHost } from './http-download.ts';
import { readBody } from './read-body.ts';

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

/** A request with a body. Redirects are not followed, so that the body is sent only once. */
export interface HttpMessage extends HttpRequest {
  method: 'POST' | 'PUT' | 'PATCH';
  body: string;
  /** Never retried, because a failed request may still have arrived. */
  once?: boolean;
}

/** A GET whose body is read piece by piece and never held. */
export interface HttpDownload extends HttpRequest {
  /** Receives the body of a successful response, unless it is a page. False ends the download. */
  receive: (piece: Uint8Array) => boolean;
}

export interface HttpResponse {
  kind: 'response';
  status: number;
  headers: Headers;
  body: Buffer;
  /** Whether the response came from another path of the same origin. */
  redirected: boolean;
  /** Whether another host sent it, to which a download was redirected. */
  fromStorage?: boolean;
}

/** The result of one request. Messages never contain a header value or a complete URL. */
export type HttpResult =
  | HttpResponse
  | { kind: 'unreachable'; message: string }
  | { kind: 'timed_out'; timeoutMs: number }
  | { kind: 'too_large'; limitBytes: number }
  | { kind: 'refused_redirect'; message: string };

export interface HttpClient {
  get(request: HttpRequest): Promise<HttpResult>;
  send(message: HttpMessage): Promise<HttpResult>;
  /** Follows redirects to other hosts, without the headers. The body limit ends the download. */
  download(download: HttpDownload): Promise<HttpResult>;
}

export interface HttpLimits {
  timeoutMs?: number;
  bodyLimitBytes?: number;
  resolve?: ResolveHost;
}

const maxRedirects = 3;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Creates a client that limits the time and size of `fetch` requests. */
export function createHttpClient({
  timeoutMs = 10_000,
  bodyLimitBytes = 16 * 1024 * 1024,
  resolve = resolveHost,
}: HttpLimits = {}): HttpClient {
  const withLimits = <Request extends HttpRequest>(request: Request) => ({
    ...request,
    timeoutMs: request.timeoutMs ?? timeoutMs,
    bodyLimitBytes: request.bodyLimitBytes ?? bodyLimitBytes,
  });
  return {
    get: (request) => sendWithTimeout({ ...withLimits(request), method: 'GET', body: undefined }),
    send: (message) => sendWithTimeout(withLimits(message)),
    download: (download) =>
      sendWithTimeout({
        timeoutMs: downloadTimeoutMs,
        bodyLimitBytes: downloadLimitBytes,
        ...download,
        method: 'GET',
        body: undefined,
        resolve,
      }),
  };
}

const downloadTimeoutMs = 60_000;
const downloadLimitBytes = 512 * 1024 * 1024;

type Limited = Required<HttpRequest> & {
  method: string;
  body: string | undefined;
  once?: boolean;
  /** What only downloads have. */
  receive?: HttpDownload['receive'];
  resolve?: ResolveHost;
};

async function sendWithTimeout(request: Limited): Promise<HttpResult> {
  const { signal, timeoutMs } = request;
  signal.throwIfAborted();
  const headers = toHeaders(request.headers);
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  // Many requests may share one signal; Node warns about more than ten listeners.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await followRedirects({ ...request, headers, signal: controller.signal });
  } catch (error) {
    signal.throwIfAborted();
    if (controller.signal.aborted) return { kind: 'timed_out', timeoutMs };
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'unreachable', message: formatReason(error) };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

type Call = Omit<Limited, 'headers'> & { headers: Headers };

async function followRedirects(call: Call): Promise<HttpResult> {
  const first = new URL(call.url);
  let url = first;
  let fromStorage = false;
  const limit = call.method === 'GET' ? maxRedirects : 0;
  for (let redirects = 0; redirects <= limit; redirects += 1) {
    const result: HttpResult = fromStorage
      ? await readStorage(first, url, call)
      : await send(url, call);
    if (result.kind !== 'response') return result;
    const location: string | null = redirectStatuses.has(result.status)
      ? result.headers.get('location')
      : null;
    if (!location) return { ...result, redirected: redirects > 0, fromStorage };
    const target: URL | undefined = URL.canParse(location, url.href)
      ? new URL(location, url)
      : undefined;
    // S10: the headers contain a token, which must not leave its origin.
    if (target?.origin !== first.origin && (!target || !call.resolve)) {
      return toRefusedRedirect(target);
    }
    // A host that was led to never leads back to where the token goes.
    fromStorage ||= target.origin !== first.origin;
    url = target;
  }
  return { kind: 'refused_redirect', message: `redirects more than ${limit} times` };
}

async function send(url: URL, call: Call): Promise<HttpResult> {
  const response = await fetchOnLiveConnection(url, call);
  const { status, headers } = response;
  return readResponse({ status, headers, body: response.body ?? [] }, call);
}

async function readStorage(from: URL, to: URL, call: Call): Promise<HttpResult> {
  const { signal, resolve = resolveHost } = call;
  const range = call.headers.get('range');
  const headers = { 'user-agent': 'afterpush', accept: '*/*', ...(range && { range }) };
  const opened = await openStorage({ from, to, headers, signal }, resolve);
  return opened.kind === 'open' ? readResponse(opened.response, call) : opened;
}

async function readResponse(response: Readable, call: Call): Promise<HttpResult> {
  const { status, headers } = response;
  const isWanted = status === 200 || status === 206;
  const { receive } = call;
  const isReceived = receive && isWanted && !isPage(headers);
  const limitBytes = receive && !isReceived ? refusalLimitBytes : call.bodyLimitBytes;
  const body = isReceived
    ? await passOn(response.body, receive, limitBytes)
    : await readBody(response.body, limitBytes);
  if (!body) return { kind: 'too_large', limitBytes };
  return { kind: 'response', status, headers, body, redirected: false };
}

type Readable = Pick<OpenResponse, 'status' | 'headers'> & {
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
};

/** Of a download that brings something else, as much is read as its message takes. */
const refusalLimitBytes = 64 * 1024;

/** A sign-in page is not what was requested. */
function isPage(headers: Headers): boolean {
  return /^text\/html\b/i.test(headers.get('content-type') ?? '');
}

async function passOn(
  body: Readable['body'],
  receive: HttpDownload['receive'],
  limitBytes: number,
): Promise<Buffer | undefined> {
  let size = 0;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > limitBytes) return undefined;
    if (!receive(piece)) break;
  }
  return Buffer.alloc(0);
}

/** Retries once when the server had closed a kept-alive connection. */
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

function toRefusedRedirect(target: URL | undefined): HttpResult {
  const where = target?.host ? `another address (${target.protocol}//${target.host})` : 'nowhere';
  return { kind: 'refused_redirect', message: `redirects to ${where}` };
}

function toHeaders(headers: Record<string, string>): Headers {
  try {
    return new Headers(headers);
  } catch {
    // S10: the built-in error quotes the value.
    throw new Error('A request header contains characters that cannot be sent.');
  }
}
