import { pickLatestRuns } from '../domain/checks.ts';
import { toCheckId } from './check-id.ts';
import type { Unread } from './client/forge-api.ts';
import type { LogWindow } from './client/log-window.ts';
import type {
  Access,
  Check,
  ChecksOutcome,
  ChecksRequest,
  LogOutcome,
  LogRange,
  LogRequest,
  LogText,
} from './forge.ts';
import { type LogCache, toCacheKey } from './log-cache.ts';

/** What an adapter's `logs.ts` reads. */
export type LogRead = { kind: 'log'; log: LogText } | Extract<LogOutcome, { kind: LogRefusal }>;
type LogRefusal = 'no_log' | 'expired' | 'rate_limited' | 'failed';

export interface LogReadRequest extends ChecksRequest {
  check: Check;
  /** The `key` of the check's log. */
  key: string;
  range: LogRange;
}

export type ReadLog<Deps> = (
  request: LogReadRequest,
  deps: Deps,
  access: Access,
) => Promise<LogRead>;

export interface LogAdapter<Deps> {
  fetchChecks: (request: ChecksRequest, deps: Deps, access: Access) => Promise<ChecksOutcome>;
  readLog: ReadLog<Deps>;
}

/**
 * The log of one of the checks that the forge lists now: the list shows that the token may still read
 * them, and that the check belongs to the head commit (S13).
 */
export async function fetchLog<Deps>(
  { checkId, range, ...request }: LogRequest,
  adapter: LogAdapter<Deps>,
  cache: LogCache,
  deps: Deps,
  access: Access,
): Promise<LogOutcome> {
  const listed = await adapter.fetchChecks(request, deps, access);
  if (listed.kind !== 'checks') return listed;
  const check = pickLatestRuns(listed.checks).find((run) => toCheckId(run) === checkId);
  if (!check || check.state === 'expected') return { kind: 'no_check' };
  const { log: source, completedAt } = check;
  if (source.kind === 'none') return { kind: 'no_log', reason: source.reason };
  const key = toCacheKey({ access, request, key: source.key, completedAt, range });
  const cached = cache.find(key);
  if (cached) return { kind: 'log', check, log: cached };
  const read = await adapter.readLog({ ...request, check, key: source.key, range }, deps, access);
  if (read.kind !== 'log') return read;
  // The log of a run that goes on grows.
  if (completedAt !== null && check.state !== 'pending') cache.save(key, read.log);
  return { kind: 'log', check, log: read.log };
}

/** Reads a log through a window. `readGone` says what a missing one means. */
export function toLogRead(
  downloaded: { kind: 'downloaded' } | Unread,
  window: LogWindow,
  toGone: (status: number) => LogRead = toExpired,
): LogRead {
  if (downloaded.kind === 'downloaded') return { kind: 'log', log: window.finish() };
  const { status, outcome } = downloaded;
  return status === 404 || status === 410 ? toGone(status) : outcome;
}

/** For a log that the forge listed and no longer has. */
export function toExpired(): LogRead {
  const reason = 'The forge no longer has this log: logs are deleted after some time.';
  return { kind: 'expired', reason };
}
