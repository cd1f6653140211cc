import type { SyncDurations } from '../domain/backoff.ts';
import type { AcquiredRow, Exclusions } from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { longestRetryMs, WokenLoop } from '../platform/woken-loop.ts';
import { planBatches } from './plan-batches.ts';
import type { QueueStore, TokenPort } from './ports.ts';
import type { Refreshes } from './running-refreshes.ts';

export interface WorkerOptions {
  /** The forge whose rows this worker takes; empty for rows that no forge was found for. */
  forgeId: string;
  /** How many rows one call to the forge may carry. */
  batchSize: number;
  tokens: TokenPort;
  queue: QueueStore;
  refreshes: Refreshes;
  durations: SyncDurations;
  clock: Clock;
  logger: Logger;
}

/** One forge that hangs has its own worker, so it stalls no other. */
const rowsPerForge = 32;
/** And one owner with many rows leaves room for the rest. */
const rowsPerOwner = 16;
/** Where one call answers many rows, there is room for this many calls; and for one owner's. */
const batchesPerForge = 6;
const batchesPerOwner = 3;
/** The safety net for a lost notification. */
const tickMs = 10_000;
/** When another replica holds what is due, it is looked at again after this long. */
const contendedMs = 100;
/** Where rows can share a call, routine ones wait for company: this long, or this part of the TTL. */
const longestLingerMs = 10_000;
const lingerShare = 1 / 12;

/**
 * Takes the due rows of one forge as they become due. It does not poll: it sleeps until the earliest
 * due row and is woken when a row becomes due earlier or a refresh has made room.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #loop: WokenLoop;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#loop = new WokenLoop({
      clock: options.clock,
      pass: (signal) => this.#pass(signal),
      tickMs,
      onFailure: (error, delayMs) => this.#reportFailure(error, delayMs),
    });
  }

  /** A row may have become due, or room may have become free. */
  wake(): void {
    this.#loop.wake();
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }

  /** Acquires until the queue or the room is exhausted; answers how long nothing will be due. */
  async #pass(signal: AbortSignal): Promise<number> {
    const { queue, forgeId, durations, refreshes } = this.#options;
    const leaseMs = durations.acquisitionLeaseMs;
    while (!signal.aborted) {
      const mine = refreshes.list().filter((row) => row.forgeId === forgeId);
      const room = this.#mostRows - mine.length;
      if (room <= 0) return tickMs;
      const exclusions = this.#toExclusions(mine);
      const { lingerMs } = this;
      const dueInMs = await queue.findEarliestDue({ forgeId, exclusions, lingerMs });
      if (dueInMs === undefined || dueInMs > 0) return dueInMs ?? tickMs;
      const limit = Math.min(room, this.#mostRowsPerOwner);
      const rows = await queue.acquireStale({ forgeId, limit, leaseMs, exclusions });
      if (rows.length === 0) return contendedMs;
      await this.#start(rows);
    }
    return 0;
  }

  async #start(rows: readonly AcquiredRow[]): Promise<void> {
    for (const batch of await planBatches(rows, this.#options)) {
      void this.#options.refreshes.start(batch).finally(() => this.wake());
    }
  }

  /** How long routine rows of this forge wait for others. */
  get lingerMs(): number {
    const { batchSize, durations } = this.#options;
    return batchSize === 1 ? 0 : Math.min(longestLingerMs, durations.diffStatusTtlMs * lingerShare);
  }

  get #mostRows(): number {
    return Math.max(rowsPerForge, this.#options.batchSize * batchesPerForge);
  }

  get #mostRowsPerOwner(): number {
    return Math.max(rowsPerOwner, this.#options.batchSize * batchesPerOwner);
  }

  /** S2: a row that was signalled during its refresh stays due, and is taken again when that ends. */
  #toExclusions(running: readonly AcquiredRow[]): Exclusions {
    const counts = new Map<string, number>();
    for (const { ownerId } of running) counts.set(ownerId, (counts.get(ownerId) ?? 0) + 1);
    const saturated = [...counts].filter(([, count]) => count >= this.#mostRowsPerOwner);
    return { ownerIds: saturated.map(([ownerId]) => ownerId), keys: running };
  }

  #reportFailure(error: unknown, delayMs: number): void {
    const { logger, forgeId } = this.#options;
    const fields = { error, forgeId, delayMs };
    if (delayMs < longestRetryMs) logger.warn(fields, 'the queue could not be read');
    else logger.error(fields, 'the queue can still not be read');
  }
}
