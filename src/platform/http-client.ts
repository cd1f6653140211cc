import { setMaxListeners } from 'node:events';

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

export interface HttpResponse {
  kind: 'response';
  status: number;
  headers: Headers;
  body: Buffer;
  /** Whether the response came from another path of the same origin. */
  redirected: boolean;
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
}

export interface HttpLimits {
  timeoutMs?: number;
  bodyLimitBytes?: number;
}

const maxRedirects = 3;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Creates a client that limits the time and size of `fetch` requests. */
export function createHttpClient({
  timeoutMs = 10_000,
  bodyLimitBytes = 16 * 1024 * 1024,
}: HttpLimits = {}): HttpClient {
  const withLimits = <Request extends HttpRequest>(request: Request) => ({
    ...request,
    timeoutMs: request.timeoutMs ?? timeoutMs,
    bodyLimitBytes: request.bodyLimitBytes ?? bodyLimitBytes,
  });
  return {
    get: (request) => sendWithTimeout({ ...withLimits(request), method: 'GET', body: undefined }),
    send: (message) => sendWithTimeout(withLimits(message)),
  };
}

type Limited = Required<HttpRequest> & {
  method: string;
  body: string | undefined;
  once?: boolean;
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
  let url = new URL(call.url);
  const limit = call.method === 'GET' ? maxRedirects : 0;
  for (let redirects = 0; redirects <= limit; redirects += 1) {
    const result = await send(url, call);
    if (result.kind !== 'response') return result;
    const location = redirectStatuses.has(result.status) && result.headers.get('location');
    if (!location) return { ...result, redirected: redirects > 0 };
    const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    // S10: the headers contain a token, which must not leave its origin.
    if (target?.origin !== url.origin) return toRefusedRedirect(target);
    url = target;
  }
  return { kind: 'refused_redirect', message: `redirects more than ${limit} times` };
}

async function send(url: URL, call: Call): Promise<HttpResult> {
  const response = await fetchOnLiveConnection(url, call);
  const body = await readBody(response, call.bodyLimitBytes);
  if (!body) return { kind: 'too_large', limitBytes: call.bodyLimitBytes };
  const { status, headers } = response;
  return { kind: 'response', status, headers, body, redirected: false };
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

const firstBufferBytes = 64 * 1024;

/**
 * Reads a body of at most `limitBytes`; returns undefined for a larger one without reading it all. Copies
 * into one buffer: a list of chunks of one byte each would take a hundred times the limit.
 */
async function readBody(response: Response, limitBytes: number): Promise<Buffer | undefined> {
  if (!response.body) return Buffer.alloc(0);
  const reader = response.body.getReader();
  let buffer = Buffer.allocUnsafe(Math.min(firstBufferBytes, limitBytes));
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return buffer.subarray(0, size);
    const end = size + value.byteLength;
    if (end > limitBytes) {
      await reader.cancel();
      return undefined;
    }
    if (end > buffer.length) buffer = grow(buffer, size, Math.min(limitBytes, 2 * end));
    buffer.set(value, size);
    size = end;
  }
}

function grow(buffer: Buffer, size: number, length: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(length);
  buffer.copy(larger, 0, 0, size);
  return larger;
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the name server did not respond',
  ETIMEDOUT: 'connecting timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connecting timed out',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is not trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
};

/** Why a request failed, by error code only: the error's message may quote the request. */
function formatReason(error: unknown): string {
  const code = findCode(error);
  if (code === undefined) return 'the response was incomplete';
  return `${reasons[code] ?? 'the request failed'} (${code})`;
}

/** Whether the server closed a connection that had served earlier requests. */
function isStaleConnection(error: unknown): boolean {
  if (findCode(error) !== 'UND_ERR_SOCKET') return false;
  const { socket } = (error as { cause: { socket?: { bytesRead?: number } | null } }).cause;
  return (socket?.bytesRead ?? 0) > 0;
}

function findCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === 'string') return code;
    current = current instanceof AggregateError ? current.errors[0] : cause;
  }
  return undefined;
}
