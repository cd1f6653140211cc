import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';

/** Answers and events overtake each other: the chat that knows more of its branches wins. */
export function toNewest(known: Chat | undefined, incoming: Chat): Chat {
  if (known === undefined) return incoming;
  return isOlder(incoming, known) ? known : incoming;
}

/** The list with this chat in it; the same list when it brings nothing newer. */
export function upsertChat(chats: readonly Chat[], incoming: Chat): readonly Chat[] {
  const index = chats.findIndex(({ id }) => id === incoming.id);
  const known = chats[index];
  if (incoming.archived) return known ? chats.filter(({ id }) => id !== incoming.id) : chats;
  if (known === undefined) return [incoming, ...chats];
  const newest = toNewest(known, incoming);
  return newest === known ? chats : chats.with(index, newest);
}

export function removeChat(chats: readonly Chat[], chatId: string): readonly Chat[] {
  return chats.some(({ id }) => id === chatId) ? chats.filter(({ id }) => id !== chatId) : chats;
}

/**
 * A list that was read while events came in. What an event told meanwhile stays: a newer state of
 * a chat, a chat created after everything the answer lists, and a deletion.
 */
export function mergeList(
  known: readonly Chat[] | undefined,
  read: readonly Chat[],
  deletedIds: ReadonlySet<string>,
): Chat[] {
  const knownById = new Map(known?.map((chat) => [chat.id, chat]));
  const readIds = new Set(read.map(({ id }) => id));
  const newestRead = read.reduce((newest, { created_at: at }) => (at > newest ? at : newest), '');
  const createdSince = [...knownById.values()].filter(
    ({ id, created_at: at }) => newestRead !== '' && at > newestRead && !readIds.has(id),
  );
  return [...createdSince, ...read.map((chat) => toNewest(knownById.get(chat.id), chat))].filter(
    ({ id }) => !deletedIds.has(id),
  );
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
