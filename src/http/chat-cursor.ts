import type { ListChats } from '../store/queries/chats/list-chats.ts';
import type { ChatRow } from '../store/rows.ts';

type Position = NonNullable<ListChats['after']>;

const longestId = 200;

/** Where a list went on, opaque to whoever carries it. */
export function toCursor({ created_at, id }: Pick<ChatRow, 'created_at' | 'id'>): string {
  return Buffer.from(JSON.stringify([created_at.toISOString(), id])).toString('base64url');
}

export function parseCursor(cursor: string): Position | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) && content.length === 2
      ? toPosition(content[0], content[1])
      : undefined;
  } catch {
    return undefined;
  }
}

function toPosition(instant: unknown, id: unknown): Position | undefined {
  if (typeof instant !== 'string' || typeof id !== 'string') return undefined;
  const createdAt = new Date(instant);
  const isInstant = /^\d{4}-/.test(instant) && !Number.isNaN(createdAt.getTime());
  const isId = id !== '' && id.length <= longestId && !id.includes('\0');
  return isInstant && isId ? { createdAt, id } : undefined;
}
