import type { SyncDurations } from '../domain/backoff.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { QueueStore } from './ports.ts';
import type { Refreshes } from './refreshes.ts';

/** Refreshes one chat because somebody is looking at it or asked for it. */
export class ChatRefresher {
  readonly #queue: QueueStore;
  readonly #refreshes: Refreshes;
  readonly #durations: SyncDurations;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(options: {
    queue: QueueStore;
    refreshes: Refreshes;
    durations: SyncDurations;
    clock: Clock;
    logger: Logger;
  }) {
    this.#queue = options.queue;
    this.#refreshes = options.refreshes;
    this.#durations = options.durations;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /**
   * Asks the forge about the branches that are due, and waits at most `waitMs` for it and for
   * refreshes that are under way. The refresh goes on after that: a slow forge never holds a page.
   */
  async lookAt(chatId: string, waitMs: number): Promise<void> {
    const waited = new AbortController();
    const finished = this.#refreshDue(chatId, false)
      // What is stored can still be shown, and the rows are still due.
      .catch((error: unknown) => this.#logger.warn({ error, chatId }, 'a chat was not refreshed'))
      .finally(() => waited.abort());
    if (waitMs > 0) await Promise.race([finished, this.#clock.sleep(waitMs, waited.signal)]);
  }

  /** One refresh of every branch now, due or not. */
  async refreshNow(chatId: string): Promise<void> {
    // What is under way was asked before this request and does not answer it.
    await this.#refreshes.waitForChat(chatId);
    await this.#refreshDue(chatId, true);
  }

  async #refreshDue(chatId: string, force: boolean): Promise<void> {
    const rows = await this.#queue.acquireChat({
      chatId,
      leaseMs: this.#durations.acquisitionLeaseMs,
      settledAfterMs: this.#durations.diffStatusTtlMs,
      force,
      keys: this.#refreshes.list().filter((row) => row.chatId === chatId),
    });
    // One by one: nobody who looks waits for the slowest branch.
    for (const row of rows) void this.#refreshes.start([row]);
    await this.#refreshes.waitForChat(chatId);
  }
}
