import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toMatchScore } from './match-score.ts';

/** A branch of a chat, made ready to be searched. */
export interface SearchedBranch {
  chat: Chat;
  status: DiffStatus | null;
  /** What it is called by, in lower case. */
  names: readonly string[];
}

export interface FoundChat extends Omit<SearchedBranch, 'names'> {
  score: number;
}

/** Once for a list of chats; searching it is then a matter of comparing words. */
export function toSearchIndex(chats: readonly Chat[]): SearchedBranch[] {
  return chats.flatMap((chat) => {
    const statuses = chat.diff_statuses.length > 0 ? chat.diff_statuses : [null];
    return statuses.map((status) => ({ chat, status, names: toNames(chat, status) }));
  });
}

/** The chats that every word of the query fits, best first, then as they stood. */
export function findChats(
  index: readonly SearchedBranch[],
  query: string,
  limit: number,
): FoundChat[] {
  const searched = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (searched.length === 0) return [];
  const best = new Map<string, FoundChat>();
  for (const { chat, status, names } of index) {
    const score = toScore(searched, names);
    if (score > (best.get(chat.id)?.score ?? 0)) best.set(chat.id, { chat, status, score });
  }
  return [...best.values()].toSorted((left, right) => right.score - left.score).slice(0, limit);
}

/** Of each word its best place; a query of several words counts by their mean. */
export function toScore(searched: readonly string[], names: readonly string[]): number {
  let sum = 0;
  for (const word of searched) {
    let best = 0;
    for (const name of names) best = Math.max(best, toMatchScore(word, name));
    if (best === 0) return 0;
    sum += best;
  }
  return sum / searched.length;
}

function toNames(chat: Chat, status: DiffStatus | null): string[] {
  const repository = status?.repository ?? '';
  const names = [
    chat.title,
    status?.pull_request_title,
    status?.git_branch,
    repository,
    repository.split('/').at(-1),
    status?.pr_number ? `#${status.pr_number}` : '',
    status?.pr_number ? String(status.pr_number) : '',
    chat.id,
  ];
  return names.flatMap((name) => (name ? [name.toLowerCase()] : []));
}
