import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CommandError } from '../command-action.ts';
import { createMcpServer } from './create-mcp-server.ts';
import type { McpDeps } from './mcp-deps.ts';

export interface McpHttpServer extends AsyncDisposable {
  url: string;
  token: string;
}

const path = '/mcp';
const maxSessions = 50;

type Sessions = Map<string, StreamableHTTPServerTransport>;

/** Serves MCP over streamable HTTP on the loopback interface, to clients that hold the token. */
export async function serveMcpHttp(
  deps: McpDeps,
  { port, token = randomBytes(24).toString('base64url') }: { port: number; token?: string },
): Promise<McpHttpServer> {
  const sessions: Sessions = new Map();
  const server = createServer((request, response) => {
    const refusal = findRefusal(request, token);
    if (refusal) return refuse(response, refusal);
    handle(deps, sessions, request, response).catch(() => {
      if (!response.headersSent) refuse(response, { status: 500, detail: 'Internal error.' });
    });
  });
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}${path}`,
    token,
    async [Symbol.asyncDispose]() {
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      reject(
        isTaken ? new CommandError(`port ${port} is taken: choose another with --http`) : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

interface Refusal {
  status: number;
  detail: string;
}

/** A page of another site can make a browser connect here, by its own name: it is recognized by these headers. */
function findRefusal(
  { headers, url, socket }: IncomingMessage,
  token: string,
): Refusal | undefined {
  const port = socket.localPort;
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${port}`);
  if (!hosts.includes((headers.host ?? '').toLowerCase())) {
    return { status: 403, detail: `Use http://127.0.0.1:${port}${path}.` };
  }
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) {
    return { status: 403, detail: 'Requests from web pages are refused.' };
  }
  const [, given = ''] = /^Bearer (\S{1,1000})$/i.exec(headers.authorization ?? '') ?? [];
  if (!isSame(given, token)) {
    return { status: 401, detail: 'Send the token that `afterpush mcp --http` printed.' };
  }
  const isPath = (url ?? '').split('?')[0] === path;
  return isPath ? undefined : { status: 404, detail: `The only path is ${path}.` };
}

function isSame(given: string, token: string): boolean {
  return timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(response: ServerResponse, { status, detail }: Refusal): void {
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  const error = { code: -32_000, message: detail };
  response.writeHead(status, { 'content-type': 'application/json', ...challenge });
  response.end(JSON.stringify({ jsonrpc: '2.0', error, id: null }));
}

async function handle(
  deps: McpDeps,
  sessions: Sessions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = request.headers['mcp-session-id'];
  const known = typeof id === 'string' ? sessions.get(id) : undefined;
  if (known) return known.handleRequest(request, response);
  if (id !== undefined) {
    return refuse(response, { status: 404, detail: 'The session has ended: initialize again.' });
  }
  const transport = await startSession(deps, sessions);
  await transport.handleRequest(request, response);
  // A request that was no initialization starts no session.
  if (transport.sessionId === undefined) await transport.close();
}

async function startSession(
  deps: McpDeps,
  sessions: Sessions,
): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      sessions.set(id, transport);
      const [oldest] = sessions;
      if (sessions.size <= maxSessions || !oldest) return;
      sessions.delete(oldest[0]);
      void oldest[1].close();
    },
    onsessionclosed: (id) => void sessions.delete(id),
  });
  await createMcpServer(deps).connect(transport);
  return transport;
}
