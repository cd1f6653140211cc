import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLoopbackServer } from '../../platform/testing/loopback-server.ts';
import { type CannedAnswer, sendAnswer, sendFault, sendValidated } from './canned-answer.ts';
import type { ForgeScenario, ScenarioFault } from './forge-scenario.ts';

/** What the adapter asks of a double. */
export interface AskedOfDouble {
  method: string;
  /** Path and query, below where the API is mounted. */
  path: string;
  url: URL;
  headers: IncomingMessage['headers'];
  /** The JSON that was sent; undefined when nothing was. */
  body: unknown;
}

export interface DoubleOptions {
  /** Where the API is mounted. */
  mount: RegExp;
  answer(asked: AskedOfDouble): CannedAnswer | Promise<CannedAnswer>;
  /** Whether this forge tells validators. */
  validates: boolean;
}

/** A forge on loopback. */
export interface ForgeDouble extends AsyncDisposable {
  origin: string;
  requests: ForgeScenario['requests'][number][];
  /** What was asked since the last time, `304` before what was not modified: `GET /app?page=2`. */
  takeCalls(): string[];
  /** Answers requests in place of the world, where it answers something. */
  answer(answer: (asked: AskedOfDouble) => CannedAnswer | undefined): void;
  /** Answers every request so, or those of one method, until it is called without. */
  fail(fault?: ScenarioFault, method?: string): void;
}

interface Call {
  name: string;
  status: number | undefined;
}

/** Starts a server that answers as a forge does, and remembers what it was asked. */
export async function startForgeDouble(options: DoubleOptions): Promise<ForgeDouble> {
  const requests: ForgeDouble['requests'] = [];
  const calls: Call[] = [];
  let failing: { fault: ScenarioFault; method: string | undefined } | undefined;
  let override: Parameters<ForgeDouble['answer']>[0] | undefined;
  const answerRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers });
    const below = path.replace(options.mount, '');
    const call: Call = { name: `${method} ${below}`, status: undefined };
    calls.push(call);
    const sent = await text(request);
    if (failing && (failing.method ?? method) === method) return sendFault(failing.fault, response);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    const asked = { method, path: below, url: new URL(path, server.origin), headers, body };
    const answer = override?.(asked) ?? (await options.answer(asked));
    call.status = options.validates
      ? sendValidated(answer, request, response)
      : sendAnswer(answer, response);
  };
  const server = await startLoopbackServer((...exchange) => void answerRequest(...exchange));
  return {
    origin: server.origin,
    requests,
    takeCalls: () => calls.splice(0).map(toText),
    answer: (next) => {
      override = next;
    },
    fail: (fault, ofMethod) => {
      failing = fault && { fault, method: ofMethod };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function toText({ name, status }: Call): string {
  return status === 304 ? `304 ${name}` : name;
}
