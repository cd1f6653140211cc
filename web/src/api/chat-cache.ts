import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';

/** Changed chats by id; undefined for a deleted chat. */
export type ChatChanges = ReadonlyMap<string, Chat | undefined>;

/** Responses and events can overtake each other: the chat with the newer branches wins. */
export function pickNewest(known: Chat | undefined, incoming: Chat): Chat {
  if (known === undefined) return incoming;
  return isOlder(incoming, known) ? known : incoming;
}

/** Applies the changes, new chats first. Returns the same list when nothing is newer. */
export function applyChanges(chats: readonly Chat[], changes: ChatChanges): readonly Chat[] {
  const known = new Set<string>();
  let changed = false;
  const kept = chats.flatMap((chat) => {
    known.add(chat.id);
    const after = applyChange(chat, changes);
    changed ||= after !== chat;
    return after === undefined ? [] : [after];
  });
  const created = [...changes].flatMap(([id, chat]) =>
    chat === undefined || chat.archived || known.has(id) ? [] : [chat],
  );
  return changed || created.length > 0 ? [...created.toReversed(), ...kept] : chats;
}

/** Adds one fetched page. Chats that are already listed keep their place. */
export function addPage(
  chats: readonly Chat[] | undefined,
  page: readonly Chat[],
  changes: ChatChanges,
): readonly Chat[] {
  const fetched = new Map(page.map((chat) => [chat.id, chat]));
  const kept = (chats ?? []).map((chat) => {
    const incoming = fetched.get(chat.id);
    fetched.delete(chat.id);
    return incoming ? pickNewest(chat, incoming) : chat;
  });
  const added = [...fetched.values()].filter(
    ({ id }) => !changes.has(id) || changes.get(id) !== undefined,
  );
  return applyChanges([...kept, ...added], changes);
}

/**
 * Replaces the list with a fetched one. Changes that arrived during the fetch are applied on top,
 * because the response may be older or newer than they are.
 */
export function mergeFetched(
  known: readonly Chat[] | undefined,
  fetched: readonly Chat[],
  changes: ChatChanges,
): readonly Chat[] {
  const knownById = new Map(known?.map((chat) => [chat.id, chat]));
  const listed = fetched.map((chat) => pickNewest(knownById.get(chat.id), chat));
  return applyChanges(listed, changes);
}

function applyChange(chat: Chat, changes: ChatChanges): Chat | undefined {
  if (!changes.has(chat.id)) return chat;
  const incoming = changes.get(chat.id);
  return incoming === undefined || incoming.archived ? undefined : pickNewest(chat, incoming);
}

function isOlder(left: Chat, right: Chat): boolean {
  const known = new Map(right.diff_statuses.map((status) => [toBranchKey(status), status]));
  return left.diff_statuses.some((status) => {
    const other = known.get(toBranchKey(status));
    return other !== undefined && isOlderStatus(status, other);
  });
}

function isOlderStatus(left: DiffStatus, right: DiffStatus): boolean {
  if (left.revision !== right.revision) return left.revision < right.revision;
  return (left.refreshed_at ?? '') < (right.refreshed_at ?? '');
}

function toBranchKey(status: DiffStatus): string {
  return `${status.git_remote_origin} ${status.git_branch}`;
}
