import type { Chat } from '../contract/chat.ts';

/** Ids up to this length are shown whole. */
const longestWhole = 10;
const shortest = 6;

/** The beginning of each id that the commands take for it: no other chat, branch or number has it. */
export function listShortIds(chats: readonly Chat[]): Map<string, string> {
  const ids = chats.map(({ id }) => id.toLowerCase()).toSorted();
  const others = new Set(
    chats.flatMap((chat) => chat.diff_statuses.map((status) => status.git_branch.toLowerCase())),
  );
  return new Map(chats.map(({ id }) => [id, findShortId(id, ids, others)]));
}

function findShortId(id: string, sorted: readonly string[], others: ReadonlySet<string>): string {
  if (id.length <= longestWhole) return id;
  const lower = id.toLowerCase();
  const index = sorted.indexOf(lower);
  const neighbours = [sorted[index - 1], sorted[index + 1]];
  for (let length = shortest; length < id.length; length += 1) {
    const start = lower.slice(0, length);
    const isTaken = neighbours.some((other) => other?.startsWith(start)) || others.has(start);
    // Digits alone are the number of a pull request.
    if (!isTaken && !/^\d+$/.test(start)) return id.slice(0, length);
  }
  return id;
}
