import type { BoardFilter } from './board-filter.ts';
import type { Chat } from './chat.ts';

/** A leap year. */
export const longestSnoozeMs = 366 * 86_400_000;

/** Servers of earlier versions send no `snoozed_until`, and their chats are awake. */
export function isSnoozed({ snoozed_until: until }: Pick<Chat, 'snoozed_until'>, nowMs: number) {
  return until !== null && nowMs < Date.parse(until);
}

/** Snoozed chats are listed only if the filter names them. */
export function listsSnoozed({ terms }: Pick<BoardFilter, 'terms'>): boolean {
  return terms.some(
    ({ name, values, negated }) => name === 'is' && !negated && values.includes('snoozed'),
  );
}
