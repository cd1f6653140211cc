import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type LoopbackServer,
  startLoopbackServer,
} from '../../platform/testing/loopback-server.ts';

export interface CannedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** JSON, or text as it is. */
  body?: unknown;
}

type Canned = CannedAnswer | ((request: IncomingMessage, response: ServerResponse) => void);

/** A GitHub that answers what a test put at each path, with validators bound to token and type. */
export interface GitHubServer extends AsyncDisposable {
  /** Where people would go; the API lies at `/api/v3` below it. */
  webBaseUrl: string;
  apiBaseUrl: string;
  requests: LoopbackServer['requests'];
  /** Answers GET of `path` below the API, query included. Everything else is 404. */
  put(path: string, answer: Canned): void;
  /** Answers GET of `path` for the diff media type. */
  putDiff(path: string, answer: Canned): void;
  /** The paths asked for since the last call, `304` before those that were not modified. */
  takeCalls(): string[];
}

export async function startGitHubServer(): Promise<GitHubServer> {
  const answers = new Map<string, Canned>();
  const calls: string[] = [];
  const server = await startLoopbackServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/api\/v3/, '');
    const isDiff = request.headers.accept?.includes('diff') ?? false;
    const canned = answers.get(toKey(path, isDiff)) ?? { status: 404, body: notFound };
    const call = isDiff ? `${path} diff` : path;
    if (typeof canned === 'function') {
      calls.push(call);
      canned(request, response);
    } else calls.push(send(canned, request, response) === 304 ? `304 ${call}` : call);
  });
  return {
    webBaseUrl: server.origin,
    apiBaseUrl: `${server.origin}/api/v3`,
    requests: server.requests,
    put: (path, answer) => void answers.set(toKey(path, false), answer),
    putDiff: (path, answer) => void answers.set(toKey(path, true), answer),
    takeCalls: () => calls.splice(0),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const notFound = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' };

function toKey(path: string, isDiff: boolean): string {
  return `${isDiff ? 'diff' : 'json'} ${path}`;
}

function send(
  { status = 200, headers = {}, body = {} }: CannedAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): number {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { authorization = '', accept = '', 'if-none-match': condition } = request.headers;
  const hash = createHash('sha1').update(`${authorization} ${accept} ${text}`).digest('hex');
  const etag = `W/"${hash}"`;
  const unchanged = status === 200 && condition === etag;
  const sent = unchanged ? 304 : status;
  response.writeHead(sent, { ...(status === 200 && { etag }), ...headers });
  response.end(unchanged ? undefined : text);
  return sent;
}
