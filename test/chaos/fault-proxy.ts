import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a proxy does with one request. */
export type ProxyFault =
  | { kind: 'none' }
  | { kind: 'delay'; ms: number }
  /** Closes the connection without a response. */
  | { kind: 'reset' }
  /** Closes the connection in the middle of the body. */
  | { kind: 'cut' }
  /** Never responds. */
  | { kind: 'black_hole' }
  | { kind: 'slow'; bytesPerSecond: number }
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  | { kind: 'garbage' }
  /** A complete response with half of the text. */
  | { kind: 'truncated' }
  /** The right content with an ETag that the forge does not know, or without one. */
  | { kind: 'wrong_etag'; etag: string | undefined }
  /** 304 for a request without a validator. */
  | { kind: 'unrequested_304' }
  | { kind: 'redirect'; location: string };

export interface FaultProxy extends AsyncDisposable {
  url: string;
  /** Decides about each request; `none` by default. */
  pickFault: (request: { method: string; path: string }) => ProxyFault;
  /** Each distinct Authorization header that arrived. */
  readonly authorizations: ReadonlySet<string>;
  /** How many requests met each fault. */
  readonly counts: ReadonlyMap<ProxyFault['kind'], number>;
  /** Closes the connections that get no response. */
  release(): void;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * An HTTP proxy on the loopback interface in front of `target`, such as `http://127.0.0.1:4000`, or of what
 * `target` returns for each request; undefined resets its connection.
 */
export async function startFaultProxy(
  target: string | (() => string | undefined),
): Promise<FaultProxy> {
  const authorizations = new Set<string>();
  const counts = new Map<ProxyFault['kind'], number>();
  const held = new Set<ServerResponse>();
  const server = createServer((incoming, response) => {
    const { authorization } = incoming.headers;
    if (authorization !== undefined) authorizations.add(authorization);
    const { method = 'GET', url = '/' } = incoming;
    const fault = proxy.pickFault({ method, path: url });
    counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
    // Either side may close its connection at any time.
    incoming.on('error', () => undefined);
    response.on('error', () => undefined);
    handle(incoming, response, fault).catch(() => response.destroy());
  });

  function findTarget(): string {
    const found = typeof target === 'string' ? target : target();
    if (found === undefined) throw new Error('nothing runs behind the proxy');
    return found;
  }

  async function handle(
    incoming: IncomingMessage,
    response: ServerResponse,
    fault: ProxyFault,
  ): Promise<void> {
    switch (fault.kind) {
      case 'black_hole':
        held.add(response.once('close', () => held.delete(response)));
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'status':
        return respond(response, { ...fault, headers: fault.headers ?? {}, body: empty });
      case 'redirect':
        return respond(response, {
          status: 302,
          headers: { location: fault.location },
          body: empty,
        });
      case 'garbage':
        return respond(response, { status: 200, headers: html, body: Buffer.from('<html>Wait') });
      case 'unrequested_304':
        if (incoming.headers['if-none-match'] === undefined)
          return respond(response, { status: 304, headers: {}, body: empty });
        return respond(response, await forward(incoming, findTarget()));
      case 'delay':
        await delay(fault.ms);
        return respond(response, await forward(incoming, findTarget()));
      case 'none':
        return respond(response, await forward(incoming, findTarget()));
      case 'wrong_etag':
        return respond(response, replaceETag(await forward(incoming, findTarget()), fault.etag));
      case 'truncated':
        return respond(response, halve(await forward(incoming, findTarget())));
      case 'cut':
        return cut(response, await forward(incoming, findTarget()));
      case 'slow':
        return trickle(response, await forward(incoming, findTarget()), fault.bytesPerSecond);
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pickFault: () => ({ kind: 'none' }),
    authorizations,
    counts,
    release() {
      for (const response of held) response.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

const empty = Buffer.alloc(0);
const html = { 'content-type': 'text/html' };

async function forward(incoming: IncomingMessage, target: string): Promise<Answer> {
  const sent = request(new URL(incoming.url ?? '/', target), {
    method: incoming.method,
    headers: { ...incoming.headers, host: new URL(target).host, connection: 'close' },
  });
  incoming.pipe(sent);
  const [received] = (await once(sent, 'response')) as [IncomingMessage];
  const { 'transfer-encoding': _, connection: __, ...headers } = received.headers;
  const chunks: Buffer[] = [];
  for await (const chunk of received) chunks.push(chunk as Buffer);
  return { status: received.statusCode ?? 502, headers, body: Buffer.concat(chunks) };
}

function respond(response: ServerResponse, { status, headers, body }: Answer): void {
  const length = status === 304 ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...headers, ...length }).end(body);
}

function replaceETag({ headers, ...answer }: Answer, etag?: string): Answer {
  const { etag: _, ...others } = headers;
  return { ...answer, headers: etag === undefined ? others : { ...others, etag } };
}

function halve({ body, ...answer }: Answer): Answer {
  return { ...answer, body: body.subarray(0, Math.floor(body.length / 2)) };
}

function cut(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length + 1 });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

const piecesPerSecond = 10;

async function trickle(
  response: ServerResponse,
  { status, headers, body }: Answer,
  bytesPerSecond: number,
): Promise<void> {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  const size = Math.max(1, Math.floor(bytesPerSecond / piecesPerSecond));
  for (let at = 0; at < body.length && !response.destroyed; at += size) {
    response.write(body.subarray(at, at + size));
    await delay(1_000 / piecesPerSecond);
  }
  response.end();
}

/** A host that nothing may send a token to. */
export async function startDecoy(): Promise<
  { url: string; authorizations: string[] } & AsyncDisposable
> {
  const authorizations: string[] = [];
  const server = createServer((incoming, response) => {
    const { authorization } = incoming.headers;
    if (authorization !== undefined) authorizations.push(`${incoming.url}: ${authorization}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
