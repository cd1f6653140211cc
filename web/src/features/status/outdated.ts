import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Reason } from '../../../../src/contract/reasons.ts';

/** The last check failed, so what is shown is from an earlier one (S9). */
export function isOutdated(status: DiffStatus | null): boolean {
  return status !== null && status.failure !== null && status.refreshed_at !== null;
}

/** These say that the last check failed, or cannot change any more. */
const currentReasons: ReadonlySet<Reason> = new Set<Reason>([
  'no_token',
  'token_refused',
  'no_access',
  'not_found',
  'no_forge',
  'paused',
  'unreachable',
  'merged',
]);

/** The reason follows from outdated data: dim it as the data is dimmed, because people act on it. */
export function isReasonOutdated(status: DiffStatus | null, reason: Reason): boolean {
  return isOutdated(status) && !currentReasons.has(reason);
}

/** How many branches their forge failed to serve at the last check. */
export function countForgeFailures(chats: readonly Chat[]): number {
  return chats.reduce((count, chat) => count + chat.diff_statuses.filter(isForgeFailure).length, 0);
}

function isForgeFailure({ failure }: DiffStatus): boolean {
  const kind = failure?.kind;
  return kind === 'unavailable' || kind === 'timed_out' || kind === 'malformed';
}
