import type { Logger } from '../platform/logger.ts';
import { CollapsingQueue } from './collapsing-queue.ts';
import type { Database } from './database.ts';

/** A committed change in the database. */
export type Change =
  /** Changes may have been missed: reload everything. */
  | { kind: 'resync' }
  /** A row of the forge became due, perhaps earlier than expected; null: of any forge. */
  | { kind: 'due'; forgeId: string | null }
  /** Another token serves rows of the forge. */
  | { kind: 'token_change'; forgeId: string }
  /** The verdict of a row may have changed, although nothing else has. */
  | { kind: 'verdict_due' }
  /** A lane is due earlier than planned. */
  | { kind: 'lane_due' }
  /** Polling was paused, or goes on. */
  | { kind: 'polling_change' }
  /** The inbox holds a delivery to process. */
  | { kind: 'delivery' }
  | { kind: 'diff_status_change' | 'chat_created'; chatId: string; ownerId: string }
  | { kind: 'chat_deleted'; chatId: string; publicId: string; ownerId: string }
  | { kind: 'session_ended'; sessionId: string }
  | { kind: 'comment_change'; chatId: string; ownerId: string; commentId: string };

const channel = 'afterpush';
const longestQueue = 1_000;

/**
 * Passes committed changes to all subscribers in this process, from one LISTEN.
 * S4: no change is published before its commit, and every interruption ends with a resync.
 */
export class ChangeFeed {
  readonly #database: Pick<Database, 'listen'>;
  readonly #logger: Logger;
  readonly #subscriptions = new Set<CollapsingQueue<Change>>();
  #connected = false;

  constructor(database: Pick<Database, 'listen'>, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  /** False while changes may be missed; subscribers get a resync when that ends. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Listens until the signal aborts; then every subscription ends. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of this.#database.listen(channel, signal)) {
        if (typeof event === 'object') this.#announce(event.payload);
        else this.#connected = event === 'connected';
        if (event === 'connected') this.#publish({ kind: 'resync' });
      }
    } finally {
      this.#connected = false;
      for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
    }
  }

  /** All changes from now on, until disposed. A reader that falls behind gets one resync instead. */
  subscribe(): AsyncIterable<Change> & Disposable {
    const subscription: CollapsingQueue<Change> = new CollapsingQueue<Change>(
      longestQueue,
      { kind: 'resync' },
      () => this.#subscriptions.delete(subscription),
    );
    this.#subscriptions.add(subscription);
    return subscription;
  }

  #announce(payload: string): void {
    const changes = parseChanges(payload);
    for (const change of changes) this.#publish(change);
    if (changes.length > 0) return;
    this.#logger.warn({ payload }, 'ignored a database notification of unknown content');
  }

  #publish(change: Change): void {
    for (const subscription of this.#subscriptions) subscription.push(change);
  }
}

/** Parses what the statements send. A newer replica may send kinds that are unknown here: none. */
export function parseChanges(payload: string): Change[] {
  const content = parseObject(payload);
  const { kind, owner_id: ownerId, chat_ids: chatIds } = content;
  if (kind === 'diff_status_change' && typeof ownerId === 'string' && Array.isArray(chatIds)) {
    const ids = chatIds.filter((chatId) => typeof chatId === 'string');
    return ids.map((chatId) => ({ kind, chatId, ownerId }));
  }
  const change = parseChange(content);
  return change === undefined ? [] : [change];
}

function parseChange(content: Record<string, unknown>): Change | undefined {
  const { kind, forge_id: forgeId, chat_id: chatId, owner_id: ownerId } = content;
  switch (kind) {
    case 'due':
      return { kind, forgeId: typeof forgeId === 'string' ? forgeId : null };
    case 'token_change':
      return typeof forgeId === 'string' ? { kind, forgeId } : undefined;
    case 'delivery':
    case 'lane_due':
    case 'polling_change':
    case 'verdict_due':
    case 'resync':
      return { kind };
    case 'session_ended': {
      const { session_id: sessionId } = content;
      return typeof sessionId === 'string' ? { kind, sessionId } : undefined;
    }
    case 'diff_status_change':
    case 'chat_created':
      if (typeof chatId !== 'string' || typeof ownerId !== 'string') return undefined;
      return { kind, chatId, ownerId };
    case 'chat_deleted': {
      if (typeof chatId !== 'string' || typeof ownerId !== 'string') return undefined;
      const { public_id: publicId } = content;
      // A replica that knows of no public ids deletes the chat too.
      return { kind, chatId, ownerId, publicId: typeof publicId === 'string' ? publicId : chatId };
    }
    case 'comment_change': {
      const { comment_id: commentId } = content;
      const isWhole = [chatId, ownerId, commentId].every((id) => typeof id === 'string');
      return isWhole ? ({ kind, chatId, ownerId, commentId } as Change) : undefined;
    }
    default:
      return undefined;
  }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
