import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toBoardEntry } from '../status/sections.ts';

/** A branch of a chat, prepared for searching. */
export interface SearchedBranch {
  chat: Chat;
  status: DiffStatus | null;
  /** Title, branch, repository and number, in lower case. */
  names: readonly string[];
}

export interface FoundChat extends Omit<SearchedBranch, 'names'> {
  score: number;
}

export function buildSearchIndex(chats: readonly Chat[]): SearchedBranch[] {
  return chats.flatMap((chat) => {
    // The most urgent branch comes first, so it represents the chat if all branches match equally.
    const { urgent, others } = toBoardEntry(chat);
    return [urgent, ...others].map(({ status }) => ({
      chat,
      status,
      names: listNames(chat, status),
    }));
  });
}

/** The chats that match every word of the query, best match first, otherwise in their given order. */
export function findChats(
  index: readonly SearchedBranch[],
  query: string,
  limit: number,
): FoundChat[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const best = new Map<string, FoundChat>();
  for (const { chat, status, names } of index) {
    const score = scoreNames(words, names);
    if (score > (best.get(chat.id)?.score ?? 0)) best.set(chat.id, { chat, status, score });
  }
  return [...best.values()].toSorted((left, right) => right.score - left.score).slice(0, limit);
}

/** The mean of the best score of each word; 0 if any word has no match. */
export function scoreNames(words: readonly string[], names: readonly string[]): number {
  let sum = 0;
  for (const word of words) {
    let best = 0;
    for (const name of names) best = Math.max(best, scoreMatch(word, name));
    if (best === 0) return 0;
    sum += best;
  }
  return sum / words.length;
}

function listNames(chat: Chat, status: DiffStatus | null): string[] {
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
/** Minus one point for each skipped letter, so scattered matches rank below all others. */
const scattered = 30;
/** In lengths of the word. A wider span would match letters that appear in this order by chance. */
const widestSpan = 3;

/** How well a word matches a text, both in lower case; 0 if it does not. */
export function scoreMatch(word: string, text: string): number {
  const at = text.indexOf(word);
  if (at === -1) return scoreScattered(word, text);
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

/** Letters in order with gaps, from the start of a word: `lgtst` in `login test`. */
function scoreScattered(word: string, text: string): number {
  if (word.length < 3) return 0;
  let best = 0;
  const letter = word[0] ?? '';
  for (let first = text.indexOf(letter); first !== -1; first = text.indexOf(letter, first + 1)) {
    if (isWordStart(text, first)) best = Math.max(best, scoreScatteredFrom(first, word, text));
  }
  return best;
}

function scoreScatteredFrom(first: number, word: string, text: string): number {
  let at = first;
  for (const letter of word.slice(1)) {
    at = text.indexOf(letter, at + 1);
    if (at === -1) return 0;
  }
  const span = at - first + 1;
  return span > widestSpan * word.length ? 0 : Math.max(1, scattered - (span - word.length));
}
