import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextDue, type SyncDurations } from '../src/domain/backoff.ts';
import type { RefreshOutcome } from '../src/domain/refresh-outcome.ts';
import { withAge } from '../src/forge/client/fetch-each.ts';
import { createForgeApi } from '../src/forge/client/forge-api.ts';
import { createForgeTime } from '../src/forge/client/forge-time.ts';
import { createMemoryValidators } from '../src/forge/testing/test-deps.ts';
import type { Clock } from '../src/platform/clock.ts';
import type { HttpClient } from '../src/platform/http-client.ts';
import { Polling } from '../src/sync/polling.ts';
import type { ForgePort } from '../src/sync/ports.ts';
import { RunningRefreshes } from '../src/sync/running-refreshes.ts';
import { Worker } from '../src/sync/worker.ts';
import { FakeClock } from './support/fake-clock.ts';
import { MemoryQueue } from './support/memory-queue.ts';
import { RecordingLogger } from './support/recording-logger.ts';
import { toPullRequest } from './support/scripted-forge.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const durations: SyncDurations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 2 * minute,
  diffStatusTtlMs: 2 * minute,
  noTokenBackoffMs: 10 * minute,
  acquisitionLeaseMs: 5 * minute,
};

const offset = fc.integer({ min: -2 * hour, max: 2 * hour });
/** By how much the clocks of the process, the database and the forge are ahead, and a later step. */
const clocks = fc.record({ process: offset, database: offset, forge: offset, step: offset });

/** A forge that limits the token for a while, and counts its requests. */
class LimitedForge {
  readonly requests: number[] = [];
  readonly #clock: FakeClock;
  readonly #aheadMs: number;
  readonly #endsAt: number;

  constructor(clock: FakeClock, aheadMs: number, limitMs: number) {
    this.#clock = clock;
    this.#aheadMs = aheadMs;
    this.#endsAt = clock.monotonic() + limitMs;
  }

  createPort(): ForgePort {
    const clock = this.#clock;
    const api = createForgeApi({
      forge: { id: 'forge', apiBaseUrl: 'https://forge.test' },
      http: this.#createHttp(),
      validators: createMemoryValidators(),
      budgets: { observe: () => undefined, observeExpiry: () => undefined, find: () => undefined },
      clock,
      toHeaders: () => ({}),
    });
    const reading = { shape: 'test', parse: (body: unknown) => body };
    return {
      id: 'forge',
      batchSize: 1,
      statusBuckets: ['core'],
      parseRemoteOrigin: () => ({ owner: 'acme', name: 'app' }),
      async fetchStatuses(_requests, access) {
        const read = await api.read({ url: 'https://forge.test/x', subject: 'x', reading }, access);
        return [read.kind === 'read' ? { kind: 'no_pull_request' } : read.outcome];
      },
    };
  }

  #createHttp(): HttpClient {
    const respond = async () => {
      const now = this.#clock.monotonic();
      this.requests.push(now);
      const toForgeMs = (at: number) => at + Date.UTC(2026, 0, 1) + this.#aheadMs;
      const isLimited = now < this.#endsAt;
      const headers = new Headers({ date: new Date(toForgeMs(now)).toUTCString() });
      headers.set('x-ratelimit-remaining', isLimited ? '0' : '9');
      headers.set('x-ratelimit-reset', `${Math.ceil(toForgeMs(this.#endsAt) / 1000)}`);
      const [status, body] = [isLimited ? 403 : 200, Buffer.from('{}')];
      return { kind: 'response' as const, status, headers, body, redirected: false };
    };
    return { get: respond, send: respond, download: respond };
  }
}

describe('whatever the clocks of process, database and forge show', () => {
  test('S5: a limited forge is left alone until its limit ends, and called again then', async () => {
    const limits = fc.integer({ min: minute, max: 20 * minute });
    await fc.assert(
      fc.asyncProperty(clocks, limits, async (ahead, limitMs) => {
        const clock = new FakeClock(new Date(Date.UTC(2026, 0, 1) + ahead.process));
        const databaseClock: Clock = {
          now: () => Date.UTC(2026, 0, 1) + ahead.database + clock.monotonic(),
          monotonic: () => clock.monotonic(),
          sleep: (...sleep) => clock.sleep(...sleep),
        };
        const limited = new LimitedForge(clock, ahead.forge, limitMs);
        const forge = limited.createPort();
        const queue = new MemoryQueue(databaseClock);
        const pauses: { untilMs: number }[] = [];
        queue.pauseToken = async ({ retryInMs }) => {
          pauses.push({ untilMs: databaseClock.now() + retryInMs });
        };
        const tokens = {
          findToken: async () => ({
            kind: 'token' as const,
            token: 't',
            fingerprint: 'f',
            shared: true,
            pauses: pauses
              .map(({ untilMs }) => ({
                bucket: null,
                until: new Date(untilMs),
                endsInMs: untilMs - databaseClock.now(),
              }))
              .filter(({ endsInMs }) => endsInMs > 0),
          }),
        };
        const logger = new RecordingLogger();
        const forges = { findForge: () => forge, findForgeByOrigin: () => forge };
        const budgets = { listQuotas: () => [] };
        const polling = new Polling(1);
        const shared = { queue, durations, polling, clock, logger };
        const refreshes = new RunningRefreshes({ ...shared, outcomes: queue, forges, budgets });
        const worker = new Worker({ forgeId: 'forge', batchSize: 1, tokens, refreshes, ...shared });
        const row = queue.add({ chatId: 'one' });
        const stop = new AbortController();
        const running = worker.run(stop.signal);
        await clock.advance(second);
        clock.step(ahead.step);
        queue.markStale(row);
        worker.wake();
        await clock.advance(limitMs - 2 * second);
        expect(limited.requests).toHaveLength(1);

        await clock.advance(20 * second);
        expect(limited.requests.length).toBeGreaterThan(1);

        stop.abort();
        await running;
      }),
      { numRuns: 40 },
    );
  });

  test('a push after a merge awaits its successor, and a push before it does not', () => {
    const sinceMerge = fc.integer({ min: 0, max: hour });
    // Forges report whole seconds, so that order is certain only beyond two of them.
    const between = fc.integer({ min: -minute, max: minute }).filter((ms) => Math.abs(ms) > 2_500);
    fc.assert(
      fc.property(clocks, sinceMerge, between, (ahead, sinceMergeMs, pushedAfterMs) => {
        const sinceReportedMs = sinceMergeMs - pushedAfterMs;
        fc.pre(sinceReportedMs >= 0);
        const clock = new FakeClock(new Date(Date.UTC(2026, 0, 1) + ahead.process));
        const forgeMs = Date.UTC(2026, 0, 1) + ahead.forge;
        const time = createForgeTime(clock);
        time.observe(new Headers({ date: new Date(forgeMs).toUTCString() }));
        clock.step(ahead.step);
        const settledAt = new Date(Math.floor((forgeMs - sinceMergeMs) / second) * second);
        const pullRequest = toPullRequest({ state: 'merged', settledAt });
        const outcome = withAge({ kind: 'refreshed', pullRequest }, time.now());
        const row = {
          sinceUpdatedMs: sinceReportedMs,
          sinceReportedMs,
          sinceChangedMs: sinceReportedMs,
          mergeabilityAttempts: 0,
          reportedSha: null,
          headSha: null,
          checksState: null,
        };
        const due = nextDue(outcome, row, durations, 0);
        const isAwaited = pushedAfterMs > 0 && sinceReportedMs < durations.noPrRetryWindowMs;
        expect(due.kind).toBe(isAwaited ? 'in' : 'never');
      }),
    );
  });

  test('no outcome makes a row due in less than a second', () => {
    const wait = fc.integer({ min: -2 * hour, max: 2 * hour });
    const kinds = fc.constantFrom('rate_limited' as const, 'budget_spent' as const);
    const limited = fc.record({ kind: kinds, retryInMs: wait });
    const others = fc.constantFrom<RefreshOutcome>(
      { kind: 'no_pull_request' },
      { kind: 'pull_request_gone' },
      { kind: 'no_token', message: '' },
      { kind: 'failed', failure: { kind: 'unavailable', message: '' } },
      { kind: 'refreshed', pullRequest: toPullRequest() },
      { kind: 'refreshed', pullRequest: toPullRequest({ mergeability: 'computing' }) },
    );
    const ages = fc.record({
      sinceUpdatedMs: wait,
      sinceReportedMs: wait,
      sinceChangedMs: wait,
      mergeabilityAttempts: fc.nat({ max: 4 }),
      reportedSha: fc.constant(null),
      headSha: fc.constant(null),
      checksState: fc.constant(null),
    });
    const settings = fc.integer({ min: 0, max: 2 * minute });
    fc.assert(
      fc.property(fc.oneof(limited, others), ages, settings, (outcome, row, ms) => {
        const short = {
          ...durations,
          noPrBackoffMs: ms,
          diffStatusTtlMs: ms,
          noTokenBackoffMs: ms,
        };
        const due = nextDue(outcome, row, short, 0);
        if ('delayMs' in due) expect(due.delayMs).toBeGreaterThanOrEqual(second);
      }),
    );
  });
});
