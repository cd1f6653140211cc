import type { SyncDurations } from '../domain/backoff.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';
import { groupBy } from '../platform/group-by.ts';
import type { Logger } from '../platform/logger.ts';
import { planBatches } from './plan-batches.ts';
import type { ForgeDirectory, QueueStore, TokenPort } from './ports.ts';
import type { Refreshes } from './running-refreshes.ts';

export interface ChatRefresherOptions {
  queue: QueueStore;
  refreshes: Refreshes;
  forges: Pick<ForgeDirectory, 'findForge'>;
  tokens: TokenPort;
  durations: SyncDurations;
  clock: Clock;
  logger: Logger;
}

/** Refreshes one chat because somebody is looking at it or asked for it. */
export class ChatRefresher {
  readonly #options: ChatRefresherOptions;

  constructor(options: ChatRefresherOptions) {
    this.#options = options;
  }

  /**
   * Asks the forge about the branches that are due, and waits at most `waitMs` for it and for
   * refreshes that are under way. The refresh goes on after that: a slow forge never holds a page.
   */
  async lookAt(chatId: string, waitMs: number): Promise<void> {
    const { clock, logger } = this.#options;
    const waited = new AbortController();
    const finished = this.#refreshDue(chatId, false)
      // What is stored can still be shown, and the rows are still due.
      .catch((error: unknown) => logger.warn({ error, chatId }, 'a chat was not refreshed'))
      .finally(() => waited.abort());
    if (waitMs > 0) await Promise.race([finished, clock.sleep(waitMs, waited.signal)]);
  }

  /** One refresh of every branch now, due or not. */
  async refreshNow(chatId: string): Promise<void> {
    // What is under way was asked before this request and does not answer it.
    await this.#options.refreshes.waitForChat(chatId);
    await this.#refreshDue(chatId, true);
  }

  async #refreshDue(chatId: string, force: boolean): Promise<void> {
    const { queue, refreshes, durations } = this.#options;
    const rows = await queue.acquireChat({
      chatId,
      leaseMs: durations.acquisitionLeaseMs,
      settledAfterMs: durations.diffStatusTtlMs,
      force,
      keys: refreshes.list().filter((row) => row.chatId === chatId),
    });
    for (const batch of await this.#planBatches(rows)) void refreshes.start(batch);
    await refreshes.waitForChat(chatId);
  }

  async #planBatches(rows: readonly AcquiredRow[]): Promise<AcquiredRow[][]> {
    const { forges, tokens } = this.#options;
    const byForge = groupBy(rows, (row) => row.forgeId);
    const planned = byForge.map((ofForge) => {
      const batchSize = forges.findForge(ofForge[0]?.forgeId ?? '')?.batchSize ?? 1;
      return planBatches(ofForge, { tokens, batchSize });
    });
    return (await Promise.all(planned)).flat();
  }
}
