import type { Chat } from '../contract/chat.ts';
import type { EventData } from '../contract/events.ts';
import { mapConcurrently } from '../platform/bounded-concurrency.ts';
import { groupBy } from '../platform/group-by.ts';
import type { RecentChange } from './recent-changes.ts';

type LoadChat = (ownerId: string, chatId: string) => Promise<Chat | undefined>;

export type MissedEvent = {
  [Name in RecentChange['kind']]: { sequence: number; name: Name; data: EventData[Name] };
}[RecentChange['kind']];

// Reading more chats one by one costs more than reading the list again.
const mostChats = 100;
const mostAtOnce = 4;

/**
 * What a client has to be told about changes it missed: one event per chat, with the chat as it is
 * now, in the order of their last changes. Undefined when that is too much.
 */
export async function listMissedEvents(
  changes: readonly RecentChange[],
  loadChat: LoadChat,
): Promise<MissedEvent[] | undefined> {
  const ofChats = groupBy(changes, (change) => change.chatId);
  if (ofChats.length > mostChats) return undefined;
  const events = await mapConcurrently(ofChats, mostAtOnce, (ofChat) =>
    toMissedEvent(ofChat, loadChat),
  );
  return events
    .filter((event) => event !== undefined)
    .toSorted((one, other) => one.sequence - other.sequence);
}

async function toMissedEvent(
  ofChat: readonly RecentChange[],
  loadChat: LoadChat,
): Promise<MissedEvent | undefined> {
  const last = ofChat.at(-1);
  if (!last) return undefined;
  const { sequence, chatId, ownerId } = last;
  if (last.kind === 'chat_deleted') {
    return { sequence, name: 'chat_deleted', data: { chat_id: chatId } };
  }
  const chat = await loadChat(ownerId, chatId);
  // A chat that is gone by now has a deletion of its own on the way.
  if (!chat) return undefined;
  const isNew = ofChat.some((change) => change.kind === 'chat_created');
  return { sequence, name: isNew ? 'chat_created' : 'diff_status_change', data: { chat } };
}
