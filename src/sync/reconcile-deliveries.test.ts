import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Quota } from '../domain/budget.ts';
import type { ClaimedFeed } from '../domain/delivery.ts';
import type { TokenLookup, TokenPause } from '../domain/forge-token.ts';
import { Polling } from './polling.ts';
import {
  DeliveryReconciler,
  type DeliveryReconcilerDeps,
  type RedeliveringForge,
} from './reconcile-deliveries.ts';

type Redeliver = NonNullable<RedeliveringForge['webhooks']['redeliverMissed']>;

const feed: ClaimedFeed = {
  storedName: 'acme/app',
  forgeId: 'forge',
  repository: 'group/sub/app',
  hookId: '7',
  installedBy: 'ada',
  sinceMs: 7_200_000,
  claimedAt: new Date('2026-01-01T12:00:00Z'),
};

let clock: FakeClock;
let logger: RecordingLogger;
let stop: AbortController;
let running: Promise<void>;
let claims: Parameters<DeliveryReconcilerDeps['store']['claimFeeds']>[0][];
let reconciled: ClaimedFeed[];
let pauses: TokenPause[];
let calls: Parameters<Redeliver>[];
let answer: Redeliver;
let token: TokenLookup;
let quotas: Quota[];

beforeEach(() => {
  clock = new FakeClock();
  logger = new RecordingLogger();
  stop = new AbortController();
  [claims, reconciled, pauses, calls, quotas] = [[], [], [], [], []];
  answer = async () => ({ kind: 'redelivered', count: 2 });
  token = {
    kind: 'token',
    token: 'secret',
    fingerprint: 'print',
    shared: false,
    pauses: [],
  };
});

afterEach(async () => {
  stop.abort();
  await running;
});

const start = async (feeds: readonly ClaimedFeed[] = [feed], polling = new Polling(1)) => {
  const store: DeliveryReconcilerDeps['store'] = {
    claimFeeds: async (claim) => {
      claims.push(claim);
      return [...feeds];
    },
    recordFeedReconciled: async (done) => {
      reconciled.push(done as ClaimedFeed);
    },
    pauseToken: async (pause) => {
      pauses.push(pause);
    },
  };
  const redeliverMissed: Redeliver = (...request) => {
    calls.push(request);
    return answer(...request);
  };
  const forges = [{ id: 'forge', statusBuckets: ['core'], webhooks: { redeliverMissed } }];
  const tokens = { findToken: async () => token };
  const budgets = { listQuotas: () => quotas };
  const deps = { store, listForges: () => forges, tokens, budgets, polling, clock, logger };
  running = new DeliveryReconciler(deps).run(stop.signal);
  await settle();
};

describe('reconciling deliveries', () => {
  test('requests missed deliveries at the start, with the token of the user who installed the webhook', async () => {
    await start();
    expect(calls).toMatchObject([
      [
        {
          repository: { owner: 'group/sub', name: 'app' },
          hookId: '7',
          sinceMs: 7_200_000,
        },
        { token: 'secret', tokenFingerprint: 'print' },
      ],
    ]);
    expect(reconciled).toEqual([feed]);
  });

  test('runs every ten minutes, and at a start skips feeds that another replica just claimed', async () => {
    await start();
    await clock.advance(600_000);
    expect(claims.map(({ minimumAgeMs }) => minimumAgeMs)).toEqual([60_000, 570_000]);
    expect(calls).toHaveLength(2);
  });

  test('S5: makes no call with a paused token', async () => {
    token = { ...token, pauses: [toPause(1_000)] } as TokenLookup;
    await start();
    expect(calls).toEqual([]);
    expect(reconciled).toEqual([]);
  });

  test('makes no call when only the reserve of the quota is left', async () => {
    const resetInMs = 600_000;
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 2_000, resetInMs }];
    await start();
    expect(calls).toEqual([]);
    expect(reconciled).toEqual([]);
  });

  test('S5: pauses a token that the forge rate limits', async () => {
    const retryInMs = 60_000;
    answer = async () => ({ kind: 'rate_limited', retryInMs });
    await start();
    expect(pauses).toMatchObject([{ forgeId: 'forge', tokenFingerprint: 'print', retryInMs }]);
    expect(reconciled).toEqual([]);
  });

  test.each([
    ['fails', async () => ({ kind: 'failed', failure: { kind: 'forbidden', message: 'no' } })],
    ['breaks', () => Promise.reject(new Error('broken'))],
  ] as [string, Redeliver][])(
    'starts from the same instant again when redelivery %s',
    async (_name, fail) => {
      const other = { ...feed, repository: 'acme/other' };
      answer = (hook, access) =>
        hook.repository.owner === 'acme'
          ? Promise.resolve({ kind: 'redelivered', count: 0 })
          : fail(hook, access);
      await start([feed, other]);
      expect(reconciled).toEqual([other]);
      expect(logger.lines).toMatchObject([{ level: 'warn' }]);
    },
  );

  test('makes no call when the user who installed the webhook has no token', async () => {
    token = { kind: 'no_token', message: 'No token is linked for forge.' };
    await start();
    expect(calls).toEqual([]);
    expect(JSON.stringify(logger.lines)).toContain('No token is linked');
  });

  test('aborts a call that exceeds the time limit', async () => {
    answer = hang;
    await start();
    await clock.advance(60_000);
    expect(calls[0]?.[1].signal.aborted).toBe(true);
    expect(reconciled).toEqual([]);
  });

  test('S8: aborts the running call when it stops', async () => {
    answer = hang;
    await start([feed, feed]);
    stop.abort();
    await running;
    expect(calls).toHaveLength(1);
    expect(logger.lines).toEqual([]);
  });
});

function hang(
  ...[, { signal }]: Parameters<Redeliver>
): Promise<{ kind: 'redelivered'; count: number }> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
}

describe('polling', () => {
  test('requests missed deliveries more often with a higher factor', async () => {
    await start([feed], new Polling(2));
    await clock.advance(5 * 60_000);

    expect(claims.map(({ minimumAgeMs }) => minimumAgeMs)).toEqual([60_000, 285_000]);
  });

  test('requests none while it is paused, and those that are missing when it goes on', async () => {
    const polling = new Polling(1);
    polling.note(new Date(clock.now()));
    await start([feed], polling);
    await clock.advance(60 * 60_000);
    expect(claims).toEqual([]);

    polling.note(null);
    await settle();
    expect(claims.map(({ minimumAgeMs }) => minimumAgeMs)).toEqual([60_000]);
    expect(calls).toHaveLength(1);
  });
});
