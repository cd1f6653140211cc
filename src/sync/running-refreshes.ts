import type { SyncDurations } from '../domain/backoff.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredRow, TrackedBranchKey } from '../domain/tracked-branch.ts';
import type { QueueStore } from './ports.ts';
import { record } from './record.ts';
import { type RefreshDeps, refresh } from './refresh.ts';
import type { RowOutcome } from './resolve.ts';

/** Receives the outcome of every refresh, for the metrics. */
export type RefreshObserver = (
  forgeId: string,
  outcome: RefreshOutcome['kind'],
  durationMs: number,
) => void;

export interface RunningRefreshesDeps extends RefreshDeps {
  queue: QueueStore;
  durations: SyncDurations;
  random?: () => number;
  observe?: RefreshObserver;
}

interface Running {
  rows: readonly AcquiredRow[];
  controller: AbortController;
  done: Promise<void>;
}

// A refresh takes a few requests of at most ten seconds each; the lease must outlive it.
const longestCallMs = 60_000;
const recordAttempts = 5;
const recordRetryMs = 1_000;

/** The refreshes that this process is running: each acquired row is here until it is recorded. */
export class RunningRefreshes implements AsyncDisposable {
  readonly #deps: RunningRefreshesDeps;
  readonly #running = new Set<Running>();
  #stopped = false;

  constructor(deps: RunningRefreshesDeps) {
    this.#deps = deps;
  }

  /** Refreshes acquired rows that one call can refresh. Resolves when they are recorded. */
  start(rows: readonly AcquiredRow[]): Promise<void> {
    const controller = new AbortController();
    const running: Running = { rows, controller, done: Promise.resolve() };
    running.done = this.#run(running).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running.done;
  }

  list(): AcquiredRow[] {
    return [...this.#running].flatMap((running) => [...running.rows]);
  }

  /** Resolves when every refresh of the chat that is running now has ended. */
  async waitForChat(chatId: string): Promise<void> {
    const ofChat = [...this.#running].filter(({ rows }) => rows.some((r) => r.chatId === chatId));
    await Promise.all(ofChat.map(({ done }) => done));
  }

  /** S8: aborts running forge calls and lets none start; S3: hands leases back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    const running = [...this.#running];
    for (const { controller } of running) controller.abort(new Error('Afterpush is stopping'));
    await Promise.all(running.map(({ done }) => done));
  }

  async #run({ rows, controller: { signal } }: Running): Promise<void> {
    const { clock, logger } = this.#deps;
    const acquiredAt = clock.monotonic();
    try {
      const outcomes = await this.#refresh(rows, signal);
      if (outcomes === 'stopping') return await this.#deps.queue.releaseLeases(rows);
      const elapsedMs = clock.monotonic() - acquiredAt;
      await Promise.all(outcomes.map((outcome) => this.#recordWithRetries(outcome, elapsedMs)));
    } catch (error) {
      // S3: nothing was written, so the rows are due again when their lease ends.
      logger.error({ error, rows: rows.map(toLogFields) }, 'failed to record a refresh');
    }
  }

  async #refresh(
    rows: readonly AcquiredRow[],
    signal: AbortSignal,
  ): Promise<RowOutcome[] | 'stopping'> {
    if (this.#stopped) return 'stopping';
    const timeoutMs = Math.min(longestCallMs, this.#deps.durations.acquisitionLeaseMs / 2);
    try {
      return await refresh(rows, this.#deps, { timeoutMs, signal });
    } catch (error) {
      if (this.#stopped) return 'stopping';
      this.#deps.logger.error({ error, rows: rows.map(toLogFields) }, 'a refresh failed');
      return rows.map((row) => ({ row, outcome: unexpectedOutcome }));
    }
  }

  /** The database may be unavailable for a moment; a fetched outcome is worth a few attempts. */
  async #recordWithRetries(
    { row, outcome, stretch = 1 }: RowOutcome,
    elapsedMs: number,
  ): Promise<void> {
    const { outcomes: store, durations, clock, random = Math.random } = this.#deps;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const context = { store, durations, elapsedMs, jitter: random(), stretch };
        const result = await record(row, outcome, context);
        this.#report(row, outcome, elapsedMs);
        if (result === 'superseded') {
          this.#deps.logger.debug(toLogFields(row), 'another acquire superseded a refresh');
        }
        return;
      } catch (error) {
        if (attempt === recordAttempts || this.#stopped) throw error;
        await clock.sleep(recordRetryMs * attempt);
      }
    }
  }

  #report(row: AcquiredRow, outcome: RefreshOutcome, elapsedMs: number): void {
    const { logger, observe } = this.#deps;
    if (outcome.kind === 'failed') {
      const fields = { ...toLogFields(row), failure: outcome.failure };
      logger.warn(fields, 'failed to refresh a branch');
    }
    observe?.(row.forgeId, outcome.kind, elapsedMs);
  }
}

const unexpectedOutcome: RefreshOutcome = {
  kind: 'failed',
  failure: { kind: 'internal', message: 'The refresh failed unexpectedly; see the server log.' },
};

function toLogFields({ chatId, remoteOrigin, branch }: TrackedBranchKey) {
  return { chatId, remoteOrigin, branch };
}
