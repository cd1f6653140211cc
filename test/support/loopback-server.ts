import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LoopbackServer extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:40123`. */
  origin: string;
  /** All received requests, in order. */
  requests: { url: string; headers: IncomingMessage['headers'] }[];
  /** Replaces the handler for all further requests. */
  handle(handler: Handler): void;
}

/** Starts an HTTP server on a free port. Stopping it closes all open connections. */
export async function startLoopbackServer(
  handler: Handler = (_, response) => void response.end(),
): Promise<LoopbackServer> {
  let current = handler;
  const requests: LoopbackServer['requests'] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers });
    current(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    handle(next) {
      current = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
