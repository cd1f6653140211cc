import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';

/** What was told of chats, by id; undefined where a chat has gone. */
export type ChatNews = ReadonlyMap<string, Chat | undefined>;

/** Answers and events overtake each other: the chat that knows more of its branches wins. */
export function toNewest(known: Chat | undefined, incoming: Chat): Chat {
  if (known === undefined) return incoming;
  return isOlder(incoming, known) ? known : incoming;
}

/** The list with these news in it, new chats first; the same list when they bring nothing newer. */
export function applyNews(chats: readonly Chat[], news: ChatNews): readonly Chat[] {
  const known = new Set<string>();
  let changed = false;
  const kept = chats.flatMap((chat) => {
    known.add(chat.id);
    const after = toAfter(chat, news);
    changed ||= after !== chat;
    return after === undefined ? [] : [after];
  });
  const created = [...news].flatMap(([id, chat]) =>
    chat === undefined || chat.archived || known.has(id) ? [] : [chat],
  );
  return changed || created.length > 0 ? [...created.toReversed(), ...kept] : chats;
}

/** The list with a page of an answer in it; what is known already stays. */
export function addPage(
  chats: readonly Chat[] | undefined,
  page: readonly Chat[],
  told: ChatNews,
): readonly Chat[] {
  const read = new Map(page.map((chat) => [chat.id, chat]));
  const kept = (chats ?? []).map((chat) => {
    const incoming = read.get(chat.id);
    read.delete(chat.id);
    return incoming ? toNewest(chat, incoming) : chat;
  });
  const added = [...read.values()].filter(({ id }) => !told.has(id) || told.get(id) !== undefined);
  return applyNews([...kept, ...added], told);
}

/**
 * The list as an answer has it. What was told while it was read is applied on top: the answer may
 * be older than that, or newer.
 */
export function mergeRead(
  known: readonly Chat[] | undefined,
  read: readonly Chat[],
  told: ChatNews,
): readonly Chat[] {
  const knownById = new Map(known?.map((chat) => [chat.id, chat]));
  const listed = read.map((chat) => toNewest(knownById.get(chat.id), chat));
  return applyNews(listed, told);
}

function toAfter(chat: Chat, news: ChatNews): Chat | undefined {
  if (!news.has(chat.id)) return chat;
  const incoming = news.get(chat.id);
  return incoming === undefined || incoming.archived ? undefined : toNewest(chat, incoming);
}

function isOlder(left: Chat, right: Chat): boolean {
  const known = new Map(right.diff_statuses.map((status) => [toKey(status), status]));
  return left.diff_statuses.some((status) => {
    const other = known.get(toKey(status));
    return other !== undefined && isOlderStatus(status, other);
  });
}

function isOlderStatus(left: DiffStatus, right: DiffStatus): boolean {
  if (left.revision !== right.revision) return left.revision < right.revision;
  return (left.refreshed_at ?? '') < (right.refreshed_at ?? '');
}

function toKey(status: DiffStatus): string {
  return `${status.git_remote_origin} ${status.git_branch}`;
}
