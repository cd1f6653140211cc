import { spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Git over HTTP with Basic authentication, like a forge. */
export interface GitServer extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:40123`; repositories are directories below `root`. */
  url: string;
  /** `user:password` of each request with credentials. */
  credentials: string[];
}

/** Serves the bare repositories below a directory to requests with the password. */
export async function startGitServer(root: string, password: string): Promise<GitServer> {
  const credentials: string[] = [];
  const server = createServer((request, response) => {
    const given = toCredential(request);
    if (given !== undefined) credentials.push(given);
    if (given?.endsWith(`:${password}`)) return runBackend(root, request, response);
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="forge"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    credentials,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function toCredential({ headers }: IncomingMessage): string | undefined {
  const [, encoded] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString();
}

function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REMOTE_USER: 'agent',
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    },
  });
  request.pipe(backend.stdin);
  const output: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  backend.on('close', () => sendOutput(Buffer.concat(output), response));
}

/** Sends the output of a CGI program as an HTTP response. */
function sendOutput(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else if (name !== '') response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

/** Builds askpass like in production: one executable file. */
export async function buildAskpass(directory: string): Promise<string> {
  const file = join(directory, 'askpass.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/cli/askpass-main.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    banner: { js: '#!/usr/bin/env node' },
  });
  await chmod(file, 0o755);
  return file;
}
