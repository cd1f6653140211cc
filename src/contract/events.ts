import type { Chat } from './chat.ts';
import type { Comment } from './comments.ts';

/** The server-sent events of `/api/v1/events`: names and JSON data. */
export interface EventData {
  diff_status_change: { chat: Chat };
  chat_created: { chat: Chat };
  chat_deleted: { chat_id: string };
  /** A comment was created, or the agent received it. */
  comment_change: { chat_id: string; comment: Comment };
  /** Events may have been missed: reload everything. */
  resync: Record<string, never>;
}

export type EventName = keyof EventData;

export const eventNames = [
  'diff_status_change',
  'chat_created',
  'chat_deleted',
  'comment_change',
  'resync',
] as const satisfies readonly EventName[];
