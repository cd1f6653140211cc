import type { Logger } from '../platform/logger.ts';
import { CollapsingQueue } from './collapsing-queue.ts';
import type { Database } from './database.ts';

/** What happened in the database, told after its commit. */
export type Change =
  /** Changes may have been missed: read everything again. */
  | { kind: 'resync' }
  /** A row became due, perhaps earlier than was known; null: of any forge. */
  | { kind: 'due'; forgeId: string | null }
  /** The inbox of webhooks holds something to process. */
  | { kind: 'delivery' }
  | {
      kind: 'diff_status_change' | 'chat_created' | 'chat_deleted';
      chatId: string;
      ownerId: string;
    }
  | { kind: 'comment_change'; chatId: string; ownerId: string; commentId: string };

const channel = 'afterpush';
const longestQueue = 1_000;

/**
 * Hands the committed changes to everybody in this process, over one LISTEN.
 * S4: nothing is told before its commit, and after every interruption comes a resync.
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

  /** False while changes go unnoticed; subscribers are told to resync when that ends. */
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

  /** Everything from now on, until disposed. A reader who falls behind gets one resync instead. */
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
    const change = parseChange(payload);
    if (change) this.#publish(change);
    else this.#logger.warn({ payload }, 'ignoring a database notification that is not ours');
  }

  #publish(change: Change): void {
    for (const subscription of this.#subscriptions) subscription.push(change);
  }
}

/** Reads what the statements send; a newer replica may send kinds that are unknown here. */
export function parseChange(payload: string): Change | undefined {
  const content = parseObject(payload);
  const { kind, forge_id: forgeId, chat_id: chatId, owner_id: ownerId } = content;
  switch (kind) {
    case 'due':
      return { kind, forgeId: typeof forgeId === 'string' ? forgeId : null };
    case 'delivery':
      return { kind };
    case 'diff_status_change':
    case 'chat_created':
    case 'chat_deleted':
      if (typeof chatId !== 'string' || typeof ownerId !== 'string') return undefined;
      return { kind, chatId, ownerId };
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
