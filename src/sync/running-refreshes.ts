import type { SyncDurations } from '../domain/backoff.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredRow, RecordResult, TrackedBranchKey } from '../domain/tracked-branch.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import type { Batch } from './plan-batches.ts';
import type { Polling } from './polling.ts';
import type { QueueStore } from './ports.ts';
import { record } from './record.ts';
import { type RefreshDeps, refresh } from './refresh.ts';
import type { RowOutcome } from './resolve.ts';
import type { SyncTracer } from './sync-tracer.ts';

/** Receives the outcome of every refresh, for the metrics. */
export type RefreshObserver = (
  forgeId: string,
  outcome: RefreshOutcome['kind'],
  durationMs: number,
) => void;

export interface RunningRefreshesDeps extends Omit<RefreshDeps, 'tokens'> {
  queue: QueueStore;
  durations: SyncDurations;
  polling: Pick<Polling, 'pace'>;
  random?: () => number;
  observe?: RefreshObserver;
  /** Called when another acquire took a row before its outcome was stored. */
  observeLeaseLoss?: (forgeId: string) => void;
  tracer?: Pick<SyncTracer, 'refreshed'> | undefined;
}

interface Running {
  batch: Batch;
  controller: AbortController;
  acquiredAt: number;
  /** The rows without a stored outcome, and what ends the wait for each. */
  open: Map<AcquiredRow, () => void>;
  /** When each row is stored or given up. */
  ends: Map<AcquiredRow, Promise<void>>;
  done: Promise<void>;
}

// A refresh takes a few requests of at most ten seconds each; the lease must outlive it.
const longestCallMs = 60_000;
/** The share of the lease that a call may last, with the time in which it waits for its turn. */
const longestLeaseShare = 0.8;
const recordAttempts = 5;
const recordRetryMs = 1_000;
const releaseRetryMs = 2_000;

/**
 * The refreshes that this process is running, for the worker and for requests. Each acquired row is
 * here until its outcome is stored, and every end is announced.
 */
export class RunningRefreshes implements AsyncDisposable {
  readonly #deps: RunningRefreshesDeps;
  readonly #running = new Set<Running>();
  readonly #listeners = new Set<(forgeId: string) => void>();
  #stopped = false;

  constructor(deps: RunningRefreshesDeps) {
    this.#deps = deps;
  }

  /**
   * Calls the listener when a batch of a forge has ended, or a row of it that may be due again before; returns how
   * to stop that.
   */
  onEnd(listener: (forgeId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Refreshes acquired rows that one call can refresh. Resolves when they are recorded. */
  start(batch: Batch): Promise<void> {
    const running: Running = {
      batch,
      controller: new AbortController(),
      acquiredAt: this.#deps.clock.monotonic(),
      open: new Map(),
      ends: new Map(),
      done: Promise.resolve(),
    };
    for (const row of batch.rows) {
      const ended = new Promise<void>((resolve) => running.open.set(row, resolve));
      running.ends.set(row, ended);
    }
    this.#running.add(running);
    running.done = this.#run(running).finally(() => {
      this.#running.delete(running);
      for (const row of batch.rows) this.#end(row, running);
      this.#announce(batch.rows);
    });
    return running.done;
  }

  /** The rows whose outcome is not stored yet. */
  list(): AcquiredRow[] {
    return [...this.#running].flatMap(({ open }) => [...open.keys()]);
  }

  /** How many rows of each owner the running batches of a forge have, stored ones included. */
  countRows(forgeId: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { batch } of this.#running) {
      for (const row of batch.rows) {
        if (row.forgeId === forgeId) counts.set(row.ownerId, (counts.get(row.ownerId) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Resolves when every refresh of the chat's rows that is running now has ended. */
  async waitForChat(chatId: string): Promise<void> {
    const ends = [...this.#running].flatMap((running) =>
      [...running.ends].flatMap(([row, ended]) => (row.chatId === chatId ? [ended] : [])),
    );
    await Promise.all(ends);
  }

  /** S8: aborts running forge calls and lets none start; S3: hands leases back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    const running = [...this.#running];
    for (const { controller } of running) controller.abort(new Error('Afterpush is stopping'));
    await Promise.all(running.map(({ done }) => done));
  }

  /** Stores each outcome as it arrives: a batch that is cut off keeps what was answered. */
  async #run(running: Running): Promise<void> {
    const recordings: Promise<void>[] = [];
    const answered = new Set<AcquiredRow>();
    const report = (outcome: RowOutcome) => {
      answered.add(outcome.row);
      recordings.push(this.#record(outcome, running));
    };
    const ended = await this.#refresh(running, report);
    const left = running.batch.rows.filter((row) => !answered.has(row));
    if (ended === 'failed') for (const row of left) report({ row, outcome: unexpectedOutcome });
    if (ended === 'interrupted') recordings.push(this.#release(left, running));
    await Promise.all(recordings);
  }

  async #refresh(
    { batch, controller: { signal } }: Running,
    report: (outcome: RowOutcome) => void,
  ): Promise<'done' | 'interrupted' | 'failed'> {
    if (this.#stopped) return 'interrupted';
    const { acquisitionLeaseMs } = this.#deps.durations;
    const timeoutMs = Math.min(longestCallMs, acquisitionLeaseMs / 2);
    const limits = { timeoutMs, longestMs: acquisitionLeaseMs * longestLeaseShare, signal };
    const { rows, tokens } = batch;
    try {
      const ended = await refresh(rows, { ...this.#deps, tokens }, limits, report);
      return ended === 'stopping' ? 'interrupted' : 'done';
    } catch (error) {
      // The database is away, which says nothing about these rows.
      if (this.#stopped || error instanceof UnavailableError) return 'interrupted';
      this.#deps.logger.error({ error, rows: rows.map(toLogFields) }, 'a refresh failed');
      return 'failed';
    }
  }

  async #record(outcome: RowOutcome, running: Running): Promise<void> {
    const { logger, clock, tracer } = this.#deps;
    const { row } = outcome;
    const fetchMs = clock.monotonic() - running.acquiredAt;
    let result: RecordResult | undefined;
    try {
      result = await this.#recordWithRetries(outcome, fetchMs, running.controller.signal);
      const times = { fetchMs, totalMs: clock.monotonic() - running.acquiredAt };
      tracer?.refreshed(row, outcome.outcome.kind, result, times);
    } catch (error) {
      logger.error({ error, ...toLogFields(row) }, 'failed to record a refresh');
      await this.#release([row], running);
    }
    this.#end(row, running);
    // S2: it may be due again, at once or soon, and need not wait for the other rows of its batch.
    if (result !== 'recorded' || running.open.size > 0) this.#announce([row]);
  }

  /** S3: nothing was written, so the rows are due at once; after an outage, as soon as the database is back. */
  async #release(rows: readonly AcquiredRow[], running: Running): Promise<void> {
    if (rows.length === 0) return;
    // Requests do not wait for the end of an outage.
    for (const row of rows) running.open.get(row)?.();
    const { queue, clock, durations, logger } = this.#deps;
    const leaseEndsAt = running.acquiredAt + durations.acquisitionLeaseMs;
    const { signal } = running.controller;
    for (;;) {
      try {
        return await queue.releaseLeases(rows);
      } catch (error) {
        const isWorthwhile = error instanceof UnavailableError && clock.monotonic() < leaseEndsAt;
        if (this.#stopped || !isWorthwhile) {
          return logger.error({ error }, 'failed to release leases');
        }
        await clock.sleep(releaseRetryMs, signal);
      }
    }
  }

  #end(row: AcquiredRow, { open }: Running): void {
    open.get(row)?.();
    open.delete(row);
  }

  #announce(rows: readonly AcquiredRow[]): void {
    const forgeIds = new Set(rows.map(({ forgeId }) => forgeId));
    for (const forgeId of forgeIds) for (const listener of this.#listeners) listener(forgeId);
  }

  /** The database may be unavailable for a moment; a fetched outcome is worth a few attempts. */
  async #recordWithRetries(
    { row, outcome, stretch = 1, tokenFingerprint = null, areChecksSurveyed = false }: RowOutcome,
    elapsedMs: number,
    signal: AbortSignal,
  ): Promise<RecordResult> {
    const { outcomes: store, durations, polling, clock, random = Math.random } = this.#deps;
    for (let attempt = 1; ; attempt += 1) {
      const context = {
        store,
        durations,
        elapsedMs,
        jitter: random(),
        stretch,
        pollPace: polling.pace,
        tokenFingerprint,
        areChecksSurveyed,
      };
      try {
        const result = await record(row, outcome, context);
        this.#report(row, outcome, elapsedMs);
        if (result === 'superseded') {
          this.#deps.observeLeaseLoss?.(row.forgeId);
          this.#deps.logger.debug(toLogFields(row), 'another acquire superseded a refresh');
        }
        return result;
      } catch (error) {
        if (this.#stopped) throw error;
        const isOver = attempt === recordAttempts;
        if (isOver && error instanceof UnavailableError) throw error;
        if (isOver || isRefusedValue(error)) {
          const fields = { error, ...toLogFields(row), outcome: outcome.kind };
          this.#deps.logger.error(fields, 'the outcome of a refresh cannot be stored');
          return record(row, unstorableOutcome, context);
        }
        await clock.sleep(recordRetryMs * attempt, signal);
      }
    }
  }

  #report(row: AcquiredRow, outcome: RefreshOutcome, elapsedMs: number): void {
    const { logger, observe } = this.#deps;
    if (outcome.kind === 'failed') {
      const fields = { ...toLogFields(row), failure: outcome.failure };
      logger.warn(fields, 'failed to refresh a branch');
    }
    const { forgeId, revision, signalled } = row;
    const durationMs = Math.round(elapsedMs);
    const fields = { forgeId, revision, signalled, outcome: outcome.kind, durationMs };
    logger.debug({ ...toLogFields(row), ...fields }, 'refreshed a branch');
    observe?.(row.forgeId, outcome.kind, elapsedMs);
  }
}

const unexpectedOutcome: RefreshOutcome = {
  kind: 'failed',
  failure: { kind: 'internal', message: 'The refresh failed unexpectedly; see the server log.' },
};

/** SQLSTATE classes of values that the database refuses, however often they are sent. */
function isRefusedValue(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(?:22|23|54)/.test(code);
}

/** The database works, but refuses a value: without this, the row would stay as it was without a word. */
const unstorableOutcome: RefreshOutcome = {
  kind: 'failed',
  failure: {
    kind: 'internal',
    message:
      'The response of the forge could not be stored, so the last known state is shown. The server ' +
      'log has the reason: please report it. Afterpush tries again automatically.',
  },
};

function toLogFields({ chatId, remoteOrigin, branch }: TrackedBranchKey) {
  return { chatId, remoteOrigin, branch };
}
