import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { createChatReader } from './chat-reader.ts';
import type { HttpServerDeps } from './deps.ts';
import { EventStream } from './events/event-stream.ts';
import { isLoopback, type Reach } from './server/request-guard.ts';
import type { App } from './server/typed-app.ts';
import { createCommentLoader } from './views/to-comment.ts';

export interface HttpServer extends AsyncDisposable {
  /** Returns its URL, e.g. `http://127.0.0.1:4700`. Port 0 picks a free port. */
  listen(address: { host: string; port: number }): Promise<string>;
}

// Connections that last longer are cut: a supervisor does not wait for ever.
const longestStopMs = 2_000;

/** The HTTP API, the event stream and the page. */
export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { clock, publicUrl } = deps;
  const isPublicUrlSet = publicUrl !== undefined;
  let reach: Reach = {
    loopback: true,
    publicUrl: publicUrl ?? 'http://localhost',
    isPublicUrlSet,
  };
  const stopping = new AbortController();
  // Every waiting request listens for the stop.
  setMaxListeners(0, stopping.signal);
  const reader = createChatReader(deps.store, deps.forges);
  const loadComment = createCommentLoader(deps.store);
  const events = new EventStream({ ...deps, loadChat: reader.findChatByKey, loadComment });
  const app = createApp({
    ...deps,
    events,
    getReach: () => reach,
    stopping: stopping.signal,
  });
  const responses = trackResponses(app);
  const cut = async (closed: AbortSignal) => {
    await clock.sleep(longestStopMs, closed);
    for (const response of responses) response.destroy();
    app.server.closeAllConnections();
  };
  return {
    async listen({ host, port }) {
      await listen(app, host, port);
      const url = `http://${toUrlHost(host)}:${(app.server.address() as AddressInfo).port}`;
      reach = { loopback: isLoopback(host), publicUrl: publicUrl ?? url, isPublicUrlSet };
      return url;
    },

    async [Symbol.asyncDispose]() {
      stopping.abort();
      const closed = new AbortController();
      const closing = app.close().finally(() => closed.abort());
      await Promise.all([events[Symbol.asyncDispose](), closing, cut(closed.signal)]);
    },
  };
}

function trackResponses(app: App): Set<ServerResponse> {
  const responses = new Set<ServerResponse>();
  app.addHook('onRequest', async (_request, { raw }) => {
    responses.add(raw);
    raw.once('close', () => responses.delete(raw));
  });
  return responses;
}

async function listen(app: App, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    const advice = 'Stop the program that uses it, or set AFTERPUSH_PORT to another port.';
    throw new Error(`Port ${port} on ${host} is already in use. ${advice}`, { cause: error });
  }
}

/** A host that a browser can open: wildcards are not addresses. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
