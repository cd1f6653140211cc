import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLoopbackServer } from '../../../test/support/loopback-server.ts';
import type {
  ForgeScenario,
  ScenarioCheckRules,
  ScenarioConversation,
  ScenarioFault,
  ScenarioNetwork,
  ScenarioRepository,
} from './forge-scenario.ts';

/** A response that a double sends. */
export interface StubResponse {
  status?: number;
  headers?: Record<string, string>;
  /** Text and bytes are sent unchanged, anything else as JSON. */
  body?: unknown;
}

/** A request from the adapter under test. */
export interface DoubleRequest {
  method: string;
  /** Path and query below the API's base path. */
  path: string;
  url: URL;
  headers: IncomingMessage['headers'];
  /** The parsed JSON body; undefined when the request has none. */
  body: unknown;
}

export interface DoubleOptions {
  /** Matches the API's base path. */
  mount: RegExp;
  respond(request: DoubleRequest): StubResponse | Promise<StubResponse>;
  /** Whether this forge sends validators. */
  validates: boolean;
  /** Changes every body before it is sent. */
  erase?(body: unknown): unknown;
}

/** What a double refuses, by the name of a repository or of its pull requests: `acme/app pulls`. */
export type Refusals = Map<string, number>;

/** The network of a double that looks up its refusals by the given names. */
export function createNetwork(
  names: Readonly<Record<ScenarioRepository, string>>,
  refusals: Refusals,
): Pick<ScenarioNetwork, 'refusePullRequests' | 'refuseRepository'> {
  return {
    refusePullRequests: (of, status) => void refusals.set(`${names[of]} pulls`, status),
    refuseRepository: (of, status) => void refusals.set(names[of], status),
  };
}

/** The status of a refused request for a repository, or for its pull requests. */
export function findRefusal(
  refusals: Refusals,
  name: string,
  isPulls: boolean,
): number | undefined {
  return refusals.get(name) ?? (isPulls ? refusals.get(`${name} pulls`) : undefined);
}

/** A fake forge on the loopback interface. */
export interface ForgeDouble extends AsyncDisposable {
  origin: string;
  requests: ForgeScenario['requests'][number][];
  /**
   * Requests since the previous call, such as `GET /app?page=2`. Those that were answered with 304
   * are prefixed with `304`.
   */
  takeCalls(): string[];
  /** Responds in place of `respond`, except where the function returns undefined. */
  override(respond: (request: DoubleRequest) => StubResponse | undefined): void;
  /** Fails every request, or those with one method, until called without a fault. */
  fail(fault?: ScenarioFault, method?: string): void;
}

interface Call {
  name: string;
  status: number | undefined;
}

/** Starts a server that responds like a forge and records its requests. */
export async function startForgeDouble(options: DoubleOptions): Promise<ForgeDouble> {
  const requests: ForgeDouble['requests'] = [];
  const calls: Call[] = [];
  let failing: { fault: ScenarioFault; method: string | undefined } | undefined;
  let override: Parameters<ForgeDouble['override']>[0] | undefined;
  const handleRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers });
    const below = path.replace(options.mount, '');
    const call: Call = { name: `${method} ${below}`, status: undefined };
    calls.push(call);
    const sent = await text(request);
    if (failing && (failing.method ?? method) === method) return sendFault(failing.fault, response);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    const parsed = { method, path: below, url: new URL(path, server.origin), headers, body };
    const answer = override?.(parsed) ?? (await options.respond(parsed));
    const stub = options.erase ? { ...answer, body: options.erase(answer.body) } : answer;
    call.status = options.validates
      ? sendStubWithValidator(stub, request, response)
      : sendStub(stub, response);
  };
  const server = await startLoopbackServer((...exchange) => void handleRequest(...exchange));
  return {
    origin: server.origin,
    requests,
    takeCalls: () => calls.splice(0).map(formatCall),
    override: (next) => {
      override = next;
    },
    fail: (fault, ofMethod) => {
      failing = fault && { fault, method: ofMethod };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function formatCall({ name, status }: Call): string {
  return status === 304 ? `304 ${name}` : name;
}

/** Sends the faulty response, cuts the connection, or never responds. */
export function sendFault(fault: ScenarioFault, response: ServerResponse): void {
  switch (fault.kind) {
    case 'response':
      response.writeHead(fault.status, fault.headers).end(fault.body);
      break;
    case 'reset':
      response.socket?.destroy();
      break;
    case 'hang':
      break;
  }
}

function sendStub(stub: StubResponse, response: ServerResponse): number {
  const { status = 200, headers } = stub;
  response.writeHead(status, { 'content-type': getContentType(stub), ...headers });
  response.end(formatBody(stub));
  return status;
}

/** Sends a response with an ETag that depends on the token and media type, or a 304. Returns the status. */
export function sendStubWithValidator(
  stub: StubResponse,
  { method, headers: sent }: IncomingMessage,
  response: ServerResponse,
): number {
  const { status = 200, headers } = stub;
  if (method !== 'GET' || status !== 200) return sendStub(stub, response);
  const bound = [sent.authorization, sent['private-token'], sent.accept, formatBody(stub)];
  const etag = `W/"${createHash('sha1').update(JSON.stringify(bound)).digest('hex')}"`;
  if (sent['if-none-match'] !== etag) {
    return sendStub({ ...stub, headers: { etag, ...headers } }, response);
  }
  response.writeHead(304, { etag, ...headers }).end();
  return 304;
}

function getContentType({ body }: StubResponse): string {
  return `${typeof body === 'string' || Buffer.isBuffer(body) ? 'text/plain' : 'application/json'}; charset=utf-8`;
}

function formatBody({ body = '' }: StubResponse): string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

/** The rules of a double that refuses to list the checks at a path. */
export function refuseChecksAt(
  double: Pick<ForgeDouble, 'override'>,
  path: RegExp,
): ScenarioCheckRules {
  const refused = { status: 403, body: { message: 'Insufficient privileges' } };
  return {
    refuseChecks: () =>
      double.override((request) => (path.test(request.path) ? refused : undefined)),
    reruns: false,
  };
}

/** The requests for what people say about a pull request, by the paths that report a part of it. */
export function createConversation(
  double: Pick<ForgeDouble, 'override'>,
  paths: Readonly<Record<string, RegExp>>,
): ScenarioConversation {
  return {
    parts: Object.keys(paths),
    answer: (part, response) =>
      double.override(({ path }) => (paths[part]?.test(path) ? response : undefined)),
  };
}

/** From now on, the double answers requests for a path with a server error. */
export function failAt(double: Pick<ForgeDouble, 'override'>, path: RegExp): void {
  double.override((request) => (path.test(request.path) ? { status: 502 } : undefined));
}
