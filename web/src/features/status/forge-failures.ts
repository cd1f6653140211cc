import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';

/** How many branches their forge failed to serve at the last check. */
export function countForgeFailures(chats: readonly Chat[]): number {
  return chats.reduce((count, chat) => count + chat.diff_statuses.filter(isForgeFailure).length, 0);
}

function isForgeFailure({ failure }: DiffStatus): boolean {
  const kind = failure?.kind;
  return kind === 'unavailable' || kind === 'timed_out' || kind === 'malformed';
}
