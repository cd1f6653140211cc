import type { SyncDurations } from '../domain/backoff.ts';
import type { RefreshOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredRow, TrackedBranchKey } from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { QueueStore } from './ports.ts';
import { record } from './record.ts';
import { type RefreshPorts, refresh } from './refresh.ts';
import type { SettledRow } from './resolve.ts';

/** Is told what came of every refresh, for the metrics. */
export type RefreshObserver = (
  forgeId: string,
  outcome: RefreshOutcome['kind'],
  durationMs: number,
) => void;

export interface RefreshesOptions extends RefreshPorts {
  queue: QueueStore;
  durations: SyncDurations;
  clock: Clock;
  logger: Logger;
  random?: () => number;
  observe?: RefreshObserver;
}

interface Running {
  rows: readonly AcquiredRow[];
  controller: AbortController;
  done: Promise<void>;
}

// A refresh takes a few requests of at most ten seconds each; the lease must outlive it.
const longestRefreshMs = 60_000;
const recordAttempts = 5;
const recordRetryMs = 1_000;

/** The refreshes that this process has under way: each acquired row is here until it was recorded. */
export class Refreshes implements AsyncDisposable {
  readonly #options: RefreshesOptions;
  readonly #running = new Set<Running>();
  #stopped = false;

  constructor(options: RefreshesOptions) {
    this.#options = options;
  }

  /** Refreshes acquired rows that one call can answer. Resolves when they were recorded. */
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

  /** Resolves when every refresh of the chat that is under way now has ended. */
  async waitForChat(chatId: string): Promise<void> {
    const ofChat = [...this.#running].filter(({ rows }) => rows.some((r) => r.chatId === chatId));
    await Promise.all(ofChat.map(({ done }) => done));
  }

  /** S8: after this, no forge call starts, and running ones were aborted; S3: leases are handed back. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    const running = [...this.#running];
    for (const { controller } of running) controller.abort(new Error('Afterpush is stopping'));
    await Promise.all(running.map(({ done }) => done));
  }

  async #run({ rows, controller }: Running): Promise<void> {
    const { clock, logger } = this.#options;
    const acquiredAt = clock.now();
    try {
      const settled = await this.#refreshInTime(rows, controller);
      if (settled === 'stopped') return await this.#options.queue.releaseLeases(rows);
      const elapsedMs = clock.now() - acquiredAt;
      await Promise.all(settled.map((row) => this.#recordWithRetries(row, elapsedMs)));
    } catch (error) {
      // S3: nothing was written, so the lease ends by itself.
      logger.error({ error, rows: rows.map(toLogFields) }, 'a refresh could not be recorded');
    }
  }

  async #refreshInTime(
    rows: readonly AcquiredRow[],
    controller: AbortController,
  ): Promise<SettledRow[] | 'stopped'> {
    if (this.#stopped) return 'stopped';
    const { clock, logger, durations } = this.#options;
    const limitMs = Math.min(longestRefreshMs, durations.acquisitionLeaseMs / 2);
    const finished = new AbortController();
    void clock.sleep(limitMs, finished.signal).then(() => controller.abort());
    try {
      return await refresh(rows, this.#options, { now: clock.now(), signal: controller.signal });
    } catch (error) {
      if (this.#stopped) return 'stopped';
      const timedOut = controller.signal.aborted;
      if (!timedOut) logger.error({ error, rows: rows.map(toLogFields) }, 'a refresh failed');
      const outcome = timedOut ? toTimedOut(limitMs) : unexpectedOutcome;
      return rows.map((row) => ({ row, outcome }));
    } finally {
      finished.abort();
    }
  }

  /** The database may be away for a moment; what the forge said is worth a few attempts. */
  async #recordWithRetries(
    { row, outcome, stretch = 1 }: SettledRow,
    elapsedMs: number,
  ): Promise<void> {
    const { outcomes, durations, clock, logger, observe, random = Math.random } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const jitter = random();
        const result = await record(row, outcome, {
          store: outcomes,
          durations,
          elapsedMs,
          jitter,
          stretch,
        });
        if (outcome.kind === 'failed') {
          logger.warn(
            { ...toLogFields(row), failure: outcome.failure },
            'a branch was not refreshed',
          );
        }
        if (result === 'superseded') logger.debug(toLogFields(row), 'a newer acquire took over');
        observe?.(row.forgeId, outcome.kind, elapsedMs);
        return;
      } catch (error) {
        if (attempt === recordAttempts || this.#stopped) throw error;
        await clock.sleep(recordRetryMs * attempt);
      }
    }
  }
}

function toTimedOut(limitMs: number): RefreshOutcome {
  const message = `The forge did not answer within ${Math.round(limitMs / 1000)} s.`;
  return { kind: 'failed', failure: { kind: 'timed_out', message } };
}

const unexpectedOutcome: RefreshOutcome = {
  kind: 'failed',
  failure: { kind: 'internal', message: 'The refresh failed unexpectedly; see the server log.' },
};

function toLogFields({ chatId, remoteOrigin, branch }: TrackedBranchKey) {
  return { chatId, remoteOrigin, branch };
}
