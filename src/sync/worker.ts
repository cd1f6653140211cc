import type { SyncDurations } from '../domain/backoff.ts';
import {
  type AcquiredRow,
  type AcquireStale,
  type Exclusions,
  isDueByPush,
} from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { longestRetryMs, WokenLoop } from '../platform/woken-loop.ts';
import { CallPace, filledRows } from './call-pace.ts';
import { planBatches } from './plan-batches.ts';
import type { Polling } from './polling.ts';
import type { QueueStore, TokenPort } from './ports.ts';
import type { RunningRefreshes } from './running-refreshes.ts';

export interface WorkerDeps {
  /** The worker acquires the rows of this forge; empty for rows that no forge serves. */
  forgeId: string;
  /** How many rows one forge call can refresh. */
  batchSize: number;
  tokens: TokenPort;
  queue: QueueStore;
  refreshes: RunningRefreshes;
  durations: SyncDurations;
  polling: Pick<Polling, 'pace' | 'isPaused' | 'onChange'>;
  clock: Clock;
  logger: Logger;
  /** Receives how many rows each acquire returned and how long it took, for the metrics. */
  observeAcquire?: (forgeId: string, rows: number, durationMs: number) => void;
}

/** Bounds the rows of one forge. Each forge has its own worker, so one that hangs stalls no other. */
const rowsPerForge = 32;
/** Leaves room for other owners beside one with many rows. */
const rowsPerOwner = 16;
/** The same bounds in calls, for forges where one call refreshes many rows. */
const batchesPerForge = 6;
const batchesPerOwner = 3;
/** Covers lost notifications. */
const tickMs = 10_000;
/** How long to wait when another replica acquired the due rows first. */
const contendedMs = 100;
/** A routine row waits after a delivery for others to share a call with: this long, or this share of the TTL. */
const longestLingerMs = 10_000;
const lingerShare = 1 / 12;
/** A call is filled with routine rows that are due within this share of the TTL. */
const earlyShare = 2 / 5;

/**
 * Acquires the rows of one forge as they become due. It does not poll: it sleeps until the earliest
 * row is due, and is woken when a row becomes due earlier or a refresh has ended. Once it is full, owners take
 * turns: one with thousands of due rows delays another by a call, not by all of them.
 */
export class Worker {
  readonly #deps: WorkerDeps;
  readonly #loop: WokenLoop;
  readonly #pace: CallPace;
  /** Owners that had their turn since the worker was full; undefined while there is room for all. */
  #served: Set<string> | undefined;
  /** The last acquire did not take all that is due, as far as known: the next one needs no query before it. */
  #isMoreDue = false;

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    this.#pace = new CallPace(deps.clock);
    this.#loop = new WokenLoop({
      clock: deps.clock,
      pass: (signal) => this.#pass(signal),
      tickMs,
      onFailure: (error, delayMs) => this.#reportFailure(error, delayMs),
    });
  }

  /** Call it when a row may be due. */
  wake(): void {
    this.#loop.wake();
  }

  /** The end of any refresh, also of a requested one, makes room or uncovers a signal during it. */
  async run(signal: AbortSignal): Promise<void> {
    const { refreshes, forgeId, polling } = this.#deps;
    const endListening = [
      polling.onChange(() => this.wake()),
      refreshes.onEnd((ended) => {
        if (ended === forgeId) this.wake();
      }),
    ];
    await this.#loop.run(signal).finally(() => {
      for (const end of endListening) end();
    });
  }

  /** Acquires until nothing is due or there is no room; returns how long to sleep. */
  async #pass(signal: AbortSignal): Promise<number> {
    const { queue, forgeId, refreshes, polling } = this.#deps;
    while (!signal.aborted) {
      const running = refreshes.countRows(forgeId);
      const room = this.#mostRows - this.#countRows(running);
      if (room <= 0) {
        this.#served ??= new Set(running.keys());
        return tickMs;
      }
      const exclusions = this.#findExclusions(running);
      const { lingerMs } = this;
      const { isPaused: isPollingPaused } = polling;
      const from = { forgeId, exclusions, isPollingPaused };
      const isKnownDue = this.#isMoreDue;
      if (!isKnownDue) {
        const dueInMs = await queue.findEarliestDue({ ...from, lingerMs });
        if (dueInMs === undefined || dueInMs > 0) {
          if (this.#startNextRound()) continue;
          return Math.min(dueInMs ?? tickMs, this.#pace.findWaiting().againInMs);
        }
      }
      const rows = await this.#acquire(room, running, from);
      if (rows.length > 0) await this.#start(rows);
      else if (!isKnownDue) return contendedMs;
      else if (this.#startNextRound()) this.#isMoreDue = true;
    }
    return 0;
  }

  async #acquire(
    room: number,
    running: ReadonlyMap<string, number>,
    from: Pick<AcquireStale, 'forgeId' | 'exclusions' | 'isPollingPaused'>,
  ): Promise<AcquiredRow[]> {
    const { queue, clock, observeAcquire, batchSize, durations } = this.#deps;
    const ownerLimit = this.#mostRowsPerOwner;
    const request = { ...from, leaseMs: durations.acquisitionLeaseMs };
    const limits = this.#served
      ? { limit: room, ownerLimit: batchSize, running: new Map<string, number>() }
      : { limit: Math.min(room, ownerLimit), ownerLimit, running };
    const startedAt = clock.monotonic();
    const due = await queue.acquireStale({ ...request, ...limits });
    const rows = [...due, ...(await this.#acquireEarly(due, limits.limit, request))];
    observeAcquire?.(from.forgeId, rows.length, clock.monotonic() - startedAt);
    for (const { ownerId } of rows) this.#served?.add(ownerId);
    // While owners take turns, an acquire takes a call for each of them, and leaves the rest.
    this.#isMoreDue = due.length >= (this.#served ? 1 : limits.limit);
    return rows;
  }

  /** Rows that a small call reads as well, so that fewer calls are needed; not beside a row that is awaited. */
  async #acquireEarly(
    due: readonly AcquiredRow[],
    limit: number,
    request: Pick<AcquireStale, 'forgeId' | 'exclusions' | 'leaseMs' | 'isPollingPaused'>,
  ): Promise<AcquiredRow[]> {
    const { queue, batchSize, durations, polling } = this.#deps;
    const free = Math.min(limit, batchSize, filledRows) - due.length;
    const ownerIds = new Set(due.filter((row) => !isAwaited(row)).map(({ ownerId }) => ownerId));
    if (free <= 0 || ownerIds.size === 0 || request.isPollingPaused) return [];
    const earlyMs = (durations.diffStatusTtlMs * earlyShare) / polling.pace;
    return queue.acquireEarly({ ...request, ownerIds: [...ownerIds], limit: free, earlyMs });
  }

  async #start(rows: readonly AcquiredRow[]): Promise<void> {
    for (const batch of await planBatches(rows, this.#deps)) {
      if (this.#deps.batchSize > 1) this.#pace.charge(batch.rows);
      void this.#deps.refreshes.start(batch);
    }
  }

  /** How long a routine row of this forge waits for others after a delivery. */
  get lingerMs(): number {
    const { batchSize, durations } = this.#deps;
    return batchSize === 1 ? 0 : Math.min(longestLingerMs, durations.diffStatusTtlMs * lingerShare);
  }

  get #mostRows(): number {
    return Math.max(rowsPerForge, this.#deps.batchSize * batchesPerForge);
  }

  get #mostRowsPerOwner(): number {
    return Math.max(rowsPerOwner, this.#deps.batchSize * batchesPerOwner);
  }

  /** Requested refreshes of one owner, who may have more than the worker starts, take no room from others. */
  #countRows(running: ReadonlyMap<string, number>): number {
    return sum([...running.values()].map((count) => Math.min(count, this.#mostRowsPerOwner)));
  }

  /** S2: a row that was signalled during its refresh stays due, and is acquired again after it. */
  #findExclusions(running: ReadonlyMap<string, number>): Exclusions {
    const { refreshes, forgeId } = this.#deps;
    // An owner whose turn it is gets a whole call.
    const most = this.#mostRowsPerOwner - (this.#served ? this.#deps.batchSize - 1 : 0);
    const saturated = [...running].filter(([, count]) => count >= most);
    const keys = refreshes.list().filter((row) => row.forgeId === forgeId);
    const waiting = this.#pace.findWaiting().ownerIds;
    const ownerIds = [
      ...saturated.map(([ownerId]) => ownerId),
      ...(this.#served ?? []),
      ...waiting,
    ];
    return { ownerIds, keys };
  }

  /** Returns whether owners had their turn, so that they may have another one. */
  #startNextRound(): boolean {
    const isEnded = (this.#served?.size ?? 0) > 0;
    this.#served = isEnded ? new Set() : undefined;
    return isEnded;
  }

  #reportFailure(error: unknown, delayMs: number): void {
    const { logger, forgeId } = this.#deps;
    const fields = { error, forgeId, delayMs };
    if (delayMs < longestRetryMs) logger.warn(fields, 'failed to read the queue');
    else logger.error(fields, 'still failing to read the queue');
  }
}

/** The row does not show what was just pushed: somebody waits, and a call for one row is the fastest. */
function isAwaited(row: AcquiredRow): boolean {
  return isDueByPush(row) && (row.url === null || row.headSha !== row.reportedSha);
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0);
}
