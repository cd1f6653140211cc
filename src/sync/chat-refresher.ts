import { openChecksAgeMs, type SyncDurations } from '../domain/backoff.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';
import { groupBy } from '../platform/group-by.ts';
import type { Logger } from '../platform/logger.ts';
import { type Batch, planBatches } from './plan-batches.ts';
import type { ForgeDirectory, QueueStore, TokenPort } from './ports.ts';
import type { RunningRefreshes } from './running-refreshes.ts';

export interface ChatRefresherDeps {
  queue: QueueStore;
  refreshes: RunningRefreshes;
  forges: Pick<ForgeDirectory, 'findForge'>;
  tokens: TokenPort;
  durations: SyncDurations;
  clock: Clock;
  logger: Logger;
}

/** Refreshes one chat on request, ahead of the worker. */
export class ChatRefresher {
  readonly #deps: ChatRefresherDeps;

  constructor(deps: ChatRefresherDeps) {
    this.#deps = deps;
  }

  /**
   * A person has the chat open. Refreshes the branches that are due, and waits at most `waitMs` for them
   * and for refreshes that are already running. They continue after that: a slow forge never delays a page.
   */
  async refreshDue(chatId: string, waitMs: number): Promise<void> {
    const { clock, logger } = this.#deps;
    const waited = new AbortController();
    const finished = this.#refreshOpen(chatId)
      // The stored data can still be shown, and the rows stay due.
      .catch((error: unknown) => logger.warn({ error, chatId }, 'failed to refresh a chat'))
      .finally(() => waited.abort());
    if (waitMs > 0) await Promise.race([finished, clock.sleep(waitMs, waited.signal)]);
  }

  /** Refreshes every branch now, due or not. */
  async refreshNow(chatId: string): Promise<void> {
    // A refresh that is already running may have read the forge before this request.
    await this.#deps.refreshes.waitForChat(chatId);
    await this.#refresh(chatId, true);
  }

  async #refreshOpen(chatId: string): Promise<void> {
    await this.#deps.queue.bringForward({ chatId, maximumAgeMs: openChecksAgeMs });
    await this.#refresh(chatId, false);
  }

  async #refresh(chatId: string, force: boolean): Promise<void> {
    const { queue, refreshes, durations } = this.#deps;
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

  async #planBatches(rows: readonly AcquiredRow[]): Promise<Batch[]> {
    const { forges, tokens } = this.#deps;
    const byForge = groupBy(rows, (row) => row.forgeId);
    const planned = byForge.map((ofForge) => {
      const batchSize = forges.findForge(ofForge[0]?.forgeId ?? '')?.batchSize ?? 1;
      return planBatches(ofForge, { tokens, batchSize });
    });
    return (await Promise.all(planned)).flat();
  }
}
