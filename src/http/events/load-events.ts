import type { Chat } from '../../contract/chat.ts';
import type { Comment } from '../../contract/comments.ts';
import type { EventData, EventName } from '../../contract/events.ts';

/** A change whose event carries the current state of what changed. */
export type LoadableChange =
  | { kind: 'diff_status_change' | 'chat_created'; chatId: string; ownerId: string }
  | { kind: 'comment_change'; chatId: string; ownerId: string; commentId: string };

/** A published change, and the owner of its chat. */
export type PublishedChange =
  | LoadableChange
  | { kind: 'chat_deleted'; chatId: string; publicId: string; ownerId: string };

export type PublishedEvent = {
  [Name in Exclude<EventName, 'resync'>]: { name: Name; data: EventData[Name] };
}[Exclude<EventName, 'resync'>];

/** Changes name chats by their keys; what is loaded has the public ids. */
export interface EventLoaders {
  loadChat: (ownerId: string, chatId: string) => Promise<Chat | undefined>;
  loadComment: (ownerId: string, chatId: string, commentId: string) => Promise<Comment | undefined>;
}

/** The subject of a change; changes of one subject may be sent as one event. */
export function toSubject(change: PublishedChange): string {
  const { chatId } = change;
  return change.kind === 'comment_change' ? `${chatId} ${change.commentId}` : chatId;
}

/** Loads the event of a change; undefined after a deletion, which has its own event. */
export async function loadEvent(
  change: LoadableChange,
  { loadChat, loadComment }: EventLoaders,
): Promise<PublishedEvent | undefined> {
  const { kind, chatId, ownerId } = change;
  switch (kind) {
    case 'comment_change': {
      const comment = await loadComment(ownerId, chatId, change.commentId);
      return comment && { name: kind, data: { chat_id: comment.chat_id, comment } };
    }
    case 'chat_created':
    case 'diff_status_change': {
      const chat = await loadChat(ownerId, chatId);
      return chat && { name: kind, data: { chat } };
    }
  }
}

export interface EventLoadsDeps {
  load: (change: LoadableChange) => Promise<PublishedEvent | undefined>;
  onLoaded: (change: LoadableChange, event: PublishedEvent) => void;
  onFailed: (change: LoadableChange, error: unknown) => void;
}

const mostAtOnce = 8;

/**
 * Loads each changed chat or comment once, a few at a time. However many changes of one arrive while
 * it is loaded, it is loaded once more, so the last event always carries the latest state.
 */
export function createEventLoads({ load, onLoaded, onFailed }: EventLoadsDeps) {
  const waiting = new Map<string, LoadableChange>();
  const running = new Map<string, LoadableChange>();

  function startNext(): void {
    for (const [subject, change] of waiting) {
      if (running.size >= mostAtOnce) return;
      if (running.has(subject)) continue;
      waiting.delete(subject);
      running.set(subject, change);
      void loadOne(subject, change);
    }
  }

  async function loadOne(subject: string, change: LoadableChange): Promise<void> {
    const isCurrent = () => running.get(subject) === change;
    try {
      const event = await load(change);
      // A deletion has its own event.
      if (event && isCurrent()) onLoaded(change, event);
    } catch (error) {
      if (isCurrent()) onFailed(change, error);
    } finally {
      if (isCurrent()) running.delete(subject);
      startNext();
    }
  }

  return {
    request(change: LoadableChange): void {
      const subject = toSubject(change);
      const earlier = waiting.get(subject);
      // A client must learn of a chat before its changes.
      waiting.set(subject, earlier?.kind === 'chat_created' ? earlier : change);
      startNext();
    },

    /** Drops waiting and running loads of a deleted chat. */
    forget(chatId: string): void {
      for (const changes of [waiting, running]) {
        for (const [subject, change] of changes) {
          if (change.chatId === chatId) changes.delete(subject);
        }
      }
    },
  };
}

export type EventLoads = ReturnType<typeof createEventLoads>;
