import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createLog, type Log } from '../log.ts';
import type { World } from '../world/world.ts';
import type { Caller } from './request.ts';

/** One request as the forge saw it. */
export interface LoggedRequest {
  kind: 'rest' | 'graphql' | 'git' | 'page';
  method: string;
  path: string;
  query: string;
  /** The first characters of the token's SHA-256; empty for anonymous requests. */
  tokenFingerprint: string;
  login: string | undefined;
  status: number;
  /** `hit`: answered 304. `miss`: it was conditional and something had changed. */
  conditional: 'none' | 'hit' | 'miss';
  operation: string | undefined;
  /** What a GraphQL query cost. */
  points: number;
  fault: string | undefined;
  at: string;
}

/** The requests that reached the forge, oldest first. */
export interface RequestLog extends Log<LoggedRequest> {
  /** How many of each kind, also those no longer kept. */
  readonly totals: Readonly<Record<LoggedRequest['kind'], number>>;
  /** What all GraphQL queries cost, also those no longer kept. */
  readonly points: number;
}

/** Starts an empty log. */
export function createRequestLog(): RequestLog {
  const log = createLog<LoggedRequest>();
  let points = 0;
  let totals = toNone();
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
      totals = toNone();
    },
    add: (request) => {
      points += request.points;
      totals[request.kind] += 1;
      log.add(request);
    },
  };
}

function toNone(): Record<LoggedRequest['kind'], number> {
  return { rest: 0, graphql: 0, git: 0, page: 0 };
}

/** What is known of a request while it is being answered. */
export interface Arrival {
  kind: LoggedRequest['kind'];
  path: string;
  query: string;
  caller: Caller;
  fault: string | undefined;
  operation: string | undefined;
  points: number;
}

/** Writes a request into the log, with the status it was answered with. */
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
    tokenFingerprint: caller.kind === 'anonymous' ? '' : toFingerprint(caller.token),
    login: caller.kind === 'account' ? caller.account.login : undefined,
    status,
    conditional: status === 304 ? 'hit' : conditional,
    operation,
    points,
    fault,
    at: parts.world.now().toISOString(),
  });
}

function toFingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 12);
}
