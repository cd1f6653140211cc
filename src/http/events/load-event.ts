import type { Chat } from '../../contract/chat.ts';
import type { Comment } from '../../contract/comments.ts';
import type { EventData, EventName } from '../../contract/events.ts';

/** A change whose event carries what changed, as it is now. */
export type LoadableChange =
  | { kind: 'diff_status_change' | 'chat_created'; chatId: string; ownerId: string }
  | { kind: 'comment_change'; chatId: string; ownerId: string; commentId: string };

/** What was published, and in whose chat. */
export type PublishedChange =
  | LoadableChange
  | { kind: 'chat_deleted'; chatId: string; ownerId: string };

export type PublishedEvent = {
  [Name in Exclude<EventName, 'resync'>]: { name: Name; data: EventData[Name] };
}[Exclude<EventName, 'resync'>];

export interface EventSources {
  loadChat: (ownerId: string, chatId: string) => Promise<Chat | undefined>;
  loadComment: (ownerId: string, chatId: string, commentId: string) => Promise<Comment | undefined>;
}

/** What a change is about; changes of one thing may be told as one. */
export function toSubject(change: PublishedChange): string {
  const { chatId } = change;
  return change.kind === 'comment_change' ? `${chatId} ${change.commentId}` : chatId;
}

/** The event of a change; undefined when what changed is gone, which is told by itself. */
export async function loadEvent(
  change: LoadableChange,
  { loadChat, loadComment }: EventSources,
): Promise<PublishedEvent | undefined> {
  const { kind, chatId, ownerId } = change;
  switch (kind) {
    case 'comment_change': {
      const comment = await loadComment(ownerId, chatId, change.commentId);
      return comment && { name: kind, data: { chat_id: chatId, comment } };
    }
    case 'chat_created':
    case 'diff_status_change': {
      const chat = await loadChat(ownerId, chatId);
      return chat && { name: kind, data: { chat } };
    }
  }
}
