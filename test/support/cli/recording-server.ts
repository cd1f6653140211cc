import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RecordedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  authorization: string | undefined;
  body: unknown;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Sent unchanged in place of `body`. */
  text?: string;
}

/** A fake Afterpush server that records its requests. */
export interface RecordingServer extends AsyncDisposable {
  url: string;
  requests: RecordedRequest[];
}

/** Starts the server on the loopback interface, by default on a free port. Without a reply it never responds. */
export async function startRecordingServer(
  reply: (request: RecordedRequest) => Reply | undefined,
  ownPort = 0,
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, response) => {
    void handleRequest(incoming, response);
  });
  const handleRequest = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming);
    requests.push(request);
    const sent = reply(request);
    if (!sent) return;
    const headers = { 'content-type': 'application/json', ...sent.headers };
    response.writeHead(sent.status ?? 200, headers);
    response.end(sent.text ?? toJson(sent.body));
  };
  await new Promise<void>((resolve) => server.listen(ownPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toJson(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest> {
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const content = await text(incoming);
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    authorization: incoming.headers.authorization,
    body: content === '' ? undefined : JSON.parse(content),
  };
}
