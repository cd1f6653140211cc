import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';

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

const exact = 100;
const start = 80;
const wordStart = 60;
const inside = 40;
/** A letter skipped costs one point, so a far-fetched match stays below every other. */
const scattered = 30;
/** Wider, and letters that follow each other by chance would count as a match. */
const widestSpan = 3;

/** How well a word of the query fits a text, both in lower case; 0 when it does not. */
export function toMatchScore(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at === -1) return toScatteredScore(word, text);
  if (text.length === word.length) return exact;
  if (at === 0) return start;
  return hasWordStart(word, text, at) ? wordStart : inside;
}

function hasWordStart(word: string, text: string, first: number): boolean {
  for (let at = first; at !== -1; at = text.indexOf(word, at + 1)) {
    if (isWordStart(text, at)) return true;
  }
  return false;
}

function isWordStart(text: string, at: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

/** The letters in their order with others between, from the start of a word: `lgtst` in `login test`. */
function toScatteredScore(word: string, text: string): number {
  if (word.length < 3) return 0;
  let best = 0;
  const letter = word[0] ?? '';
  for (let first = text.indexOf(letter); first !== -1; first = text.indexOf(letter, first + 1)) {
    if (isWordStart(text, first)) best = Math.max(best, toScoreFrom(first, word, text));
  }
  return best;
}

function toScoreFrom(first: number, word: string, text: string): number {
  let at = first;
  for (const letter of word.slice(1)) {
    at = text.indexOf(letter, at + 1);
    if (at === -1) return 0;
  }
  const span = at - first + 1;
  return span > widestSpan * word.length ? 0 : Math.max(1, scattered - (span - word.length));
}
