import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type LoopbackServer,
  startLoopbackServer,
} from '../../../../test/support/loopback-server.ts';
import { type StubResponse, sendFault, sendStubWithValidator } from '../../testing/forge-double.ts';
import type { ScenarioFault } from '../../testing/forge-scenario.ts';

export type Canned = StubResponse | ((request: IncomingMessage, response: ServerResponse) => void);

/** Answers paths that no test put. `path` is below the API and includes the query. */
export type GitHubWorld = (path: string, isDiff: boolean) => Canned | undefined;

/** A GitHub server with canned responses, whose validators are bound to token and media type. */
export interface GitHubServer extends AsyncDisposable {
  /** The page; the API is at `/api/v3` below it. */
  webBaseUrl: string;
  apiBaseUrl: string;
  requests: (LoopbackServer['requests'][number] & { method: string; path: string })[];
  /** Answers GET of `path` below the API, query included. Everything else is 404. */
  put(path: string, answer: Canned): void;
  remove(path: string): void;
  answerBy(world: GitHubWorld): void;
  /** Fails every request, or those of one method, until it is called without a fault. */
  fail(fault?: ScenarioFault, method?: string): void;
  /** Answers GET of `path` for the diff media type. */
  putDiff(path: string, answer: Canned): void;
  /** The paths requested since the last call, with `304` before those that were not modified. */
  takeCalls(): string[];
}

export async function startGitHubServer(): Promise<GitHubServer> {
  const answers = new Map<string, Canned>();
  const calls: string[] = [];
  const requests: GitHubServer['requests'] = [];
  let world: GitHubWorld | undefined;
  let failing: { fault: ScenarioFault; method: string | undefined } | undefined;
  const server = await startLoopbackServer((request, response) => {
    const { url = '', headers, method = '' } = request;
    requests.push({ url, path: url, headers, method });
    const path = url.replace(/^\/api(\/v3)?/, '');
    const isDiff = headers.accept?.includes('diff') ?? false;
    const put = answers.get(toKey(path, isDiff));
    const canned = put ?? world?.(path, isDiff) ?? { status: 404, body: notFound };
    const call = isDiff ? `${path} diff` : path;
    if (failing && (failing.method ?? method) === method) sendFault(failing.fault, response);
    else if (typeof canned === 'function') {
      calls.push(call);
      canned(request, response);
    } else
      calls.push(sendStubWithValidator(canned, request, response) === 304 ? `304 ${call}` : call);
  });
  return {
    webBaseUrl: server.origin,
    apiBaseUrl: `${server.origin}/api/v3`,
    requests,
    put: (path, answer) => void answers.set(toKey(path, false), answer),
    remove: (path) => void answers.delete(toKey(path, false)),
    putDiff: (path, answer) => void answers.set(toKey(path, true), answer),
    answerBy: (next) => {
      world = next;
    },
    fail: (fault, ofMethod) => {
      failing = fault && { fault, method: ofMethod };
    },
    takeCalls: () => calls.splice(0),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const notFound = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' };

function toKey(path: string, isDiff: boolean): string {
  return `${isDiff ? 'diff' : 'json'} ${path}`;
}
