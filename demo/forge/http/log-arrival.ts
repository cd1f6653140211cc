import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { World } from '../world/world.ts';
import type { Caller } from './authenticate.ts';
import type { LoggedRequest, RequestLog } from './request-log.ts';

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
