import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createLog, type Log } from '../log.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './request.ts';

/** A request in the log. */
export interface LoggedRequest {
  kind: 'rest' | 'graphql' | 'git' | 'page';
  method: string;
  path: string;
  query: string;
  /** The first characters of the token's SHA-256; empty for anonymous requests. */
  tokenFingerprint: string;
  login: string | undefined;
  status: number;
  /** `hit`: a conditional request answered with 304. `miss`: one whose resource had changed. */
  conditional: 'none' | 'hit' | 'miss';
  operation: string | undefined;
  /** The cost of a GraphQL query. */
  points: number;
  fault: string | undefined;
  at: string;
}

/** The requests that reached the forge, oldest first. */
export interface RequestLog extends Log<LoggedRequest> {
  /** Requests by kind, including those no longer kept. */
  readonly totals: Readonly<Record<LoggedRequest['kind'], number>>;
  /** The cost of all GraphQL queries, including those no longer kept. */
  readonly points: number;
}

/** Creates an empty log. */
export function createRequestLog(): RequestLog {
  const log = createLog<LoggedRequest>();
  let points = 0;
  let totals = createTotals();
  return {
    get entries() {
      return log.entries;
    },
    get total() {
      return log.total;
    },
    get totals() {
      return totals;
    },
    get points() {
      return points;
    },
    count: log.count,
    waitFor: log.waitFor,
    clear: () => {
      log.clear();
      points = 0;
      totals = createTotals();
    },
    add: (request) => {
      points += request.points;
      totals[request.kind] += 1;
      log.add(request);
    },
  };
}

function createTotals(): Record<LoggedRequest['kind'], number> {
  return { rest: 0, graphql: 0, git: 0, page: 0 };
}

/** What is known about a request while it is being handled. */
export interface Arrival {
  kind: LoggedRequest['kind'];
  path: string;
  query: string;
  caller: Caller;
  fault: string | undefined;
  operation: string | undefined;
  points: number;
}

/** Logs a request with the status of its response. */
export function logArrival(
  parts: { world: World; requests: RequestLog },
  request: IncomingMessage,
  arrival: Arrival,
  status: number,
): void {
  const { kind, path, query, caller, fault, operation, points } = arrival;
  const conditional = request.headers['if-none-match'] === undefined ? 'none' : 'miss';
  parts.requests.add({
    kind,
    method: request.method ?? 'GET',
    path,
    query,
    tokenFingerprint: caller.kind === 'anonymous' ? '' : computeFingerprint(caller.token),
    login: caller.kind === 'account' ? caller.account.login : undefined,
    status,
    conditional: status === 304 ? 'hit' : conditional,
    operation,
    points,
    fault,
    at: parts.world.now().toISOString(),
  });
}

function computeFingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 12);
}
