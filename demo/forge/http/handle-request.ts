import type { IncomingMessage, ServerResponse } from 'node:http';
import { applyFault, type FaultResult } from '../faults/apply-fault.ts';
import type { Faults, GraphqlEffect } from '../faults/fault-rules.ts';
import type { World } from '../world/world.ts';
import { authenticate, type Caller } from './request.ts';
import { type Arrival, type LoggedRequest, logArrival, type RequestLog } from './request-log.ts';
import { errorResponse, type HttpResponse, sendResponse, withoutHeaders } from './response.ts';
import type { RestApi } from './rest-api.ts';
import { parseGitRequest, serveGit } from './serve-git.ts';

/** The parts of the forge that requests are dispatched to. */
export interface ForgeParts {
  world: World;
  faults: Faults;
  requests: RequestLog;
  rest: RestApi;
  graphql: (
    request: IncomingMessage,
    caller: Caller,
    effect: GraphqlEffect | undefined,
  ) => Promise<GraphqlResponse>;
  page: (path: string) => Promise<HttpResponse>;
  control: (request: IncomingMessage, path: string) => Promise<HttpResponse>;
}

/** A GraphQL response, with the name and cost of the operation for the log. */
export interface GraphqlResponse {
  response: HttpResponse;
  operation: string | undefined;
  points: number;
}

/** The forge's request listener. */
export function createRequestListener(parts: ForgeParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(parts, request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      const message = error instanceof Error ? error.message : String(error);
      sendResponse(response, errorResponse(500, `The demo forge failed: ${message}`));
    });
  };
}

async function handle(
  parts: ForgeParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  const path = question === -1 ? url : url.slice(0, question);
  const query = question === -1 ? '' : url.slice(question + 1);
  if (path.startsWith('/_demo/')) return sendResponse(response, await parts.control(request, path));
  const caller = authenticate(parts.world, request.headers.authorization);
  const kind = parseKind(path);
  const arrival: Arrival = {
    kind,
    path,
    query,
    caller,
    fault: undefined,
    operation: undefined,
    points: 0,
  };
  const fault = await takeFault(parts, request, response, arrival);
  if (fault?.kind === 'reset') {
    logArrival(parts, request, arrival, 0);
    request.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'response') return finish(parts, request, response, arrival, fault.response);
  await dispatch(parts, request, response, arrival, fault);
}

async function dispatch(
  parts: ForgeParts,
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
  fault: Extract<FaultResult, { kind: 'after' }> | undefined,
): Promise<void> {
  const query = new URLSearchParams(arrival.query);
  const gitRequest = parseGitRequest(arrival.path, query);
  if (gitRequest !== undefined) {
    arrival.kind = 'git';
    await serveGit(parts.world, request, response, gitRequest, arrival.caller);
    return logArrival(parts, request, arrival, response.statusCode);
  }
  const produced = await produceResponse(parts, request, arrival, query, fault?.effect);
  const result =
    fault === undefined ? produced : withoutHeaders(fault.corrupt(produced), fault.dropped);
  finish(parts, request, response, arrival, result);
}

async function produceResponse(
  parts: ForgeParts,
  request: IncomingMessage,
  arrival: Arrival,
  query: URLSearchParams,
  effect: GraphqlEffect | undefined,
): Promise<HttpResponse> {
  const { kind, path, caller } = arrival;
  if (kind === 'rest') {
    const below = path.slice('/api/v3'.length).replace(/(?<=.)\/$/, '') || '/';
    return parts.rest({ request, path: below, query, caller });
  }
  if (kind !== 'graphql') return parts.page(path);
  const { response, operation, points } = await parts.graphql(request, caller, effect);
  arrival.operation = operation;
  arrival.points = points;
  return response;
}

async function takeFault(
  parts: ForgeParts,
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
): Promise<FaultResult | undefined> {
  const { caller, path } = arrival;
  const taken = parts.faults.take({
    method: request.method ?? 'GET',
    path,
    login: caller.kind === 'account' ? caller.account.login : undefined,
    token: caller.kind === 'anonymous' ? undefined : caller.token,
  });
  if (taken === undefined) return undefined;
  arrival.fault = taken.effect.kind;
  // Logged on arrival, so that a test can wait for the request without releasing it.
  if (taken.effect.kind === 'hang') logArrival(parts, request, arrival, 0);
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  return applyFault(taken, closed.signal);
}

function finish(
  parts: ForgeParts,
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
  result: HttpResponse,
): void {
  sendResponse(response, result);
  if (arrival.fault !== 'hang') logArrival(parts, request, arrival, result.status);
}

function parseKind(path: string): LoggedRequest['kind'] {
  if (path === '/api/v3' || path.startsWith('/api/v3/')) return 'rest';
  return path === '/api/graphql' || path === '/graphql' ? 'graphql' : 'page';
}
