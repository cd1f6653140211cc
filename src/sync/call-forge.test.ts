import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Demand, Quota } from '../domain/budget.ts';
import type { BucketPause, TokenLookup, TokenPause } from '../domain/forge-token.ts';
import { callForge, callWithAccess, type ForgeCall, requestAccess } from './call-forge.ts';
import type { CallAccess } from './ports.ts';

interface Result {
  kind: 'result';
}

const second = 1_000;
const result: Result = { kind: 'result' };
const forge = { id: 'forge', statusBuckets: ['core', 'graphql'] };

let clock: FakeClock;
let logger: RecordingLogger;
let token: TokenLookup;
let quotas: Quota[];
let pauses: TokenPause[];
let storePause: (pause: TokenPause) => Promise<void>;
let sent: CallAccess[];
let send: ForgeCall<Result>['send'];
let stop: AbortController;

beforeEach(() => {
  clock = new FakeClock();
  logger = new RecordingLogger();
  token = { kind: 'token', token: 'secret', fingerprint: 'print', shared: true, pauses: [] };
  [quotas, pauses, sent] = [[], [], []];
  storePause = async (pause) => void pauses.push(pause);
  send = async () => result;
  stop = new AbortController();
});

const toDeps = () => ({
  tokens: { findToken: async () => token },
  budgets: { listQuotas: () => quotas },
  store: { pauseToken: (pause: TokenPause) => storePause(pause) },
  clock,
  logger,
});

function toCall(): ForgeCall<Result> {
  return {
    send: (access) => {
      sent.push(access);
      return send(access);
    },
    timeoutMs: 30 * second,
    signal: stop.signal,
  };
}

const call = (demand: Demand = 'requested') =>
  callForge({ forge, ownerId: 'ada', demand, ...toCall() }, toDeps());

function pauseToken(...paused: BucketPause[]): void {
  token = { ...token, pauses: paused } as TokenLookup;
}

const requestRefresh = () =>
  requestAccess(
    { forge, ownerId: 'ada', demand: 'requested', buckets: forge.statusBuckets },
    toDeps(),
  );

function hang({ signal }: { signal: AbortSignal }): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

describe('before the call', () => {
  test('uses the token of the owner', async () => {
    expect(await call()).toEqual({ kind: 'answered', result });
    expect(sent).toMatchObject([{ token: 'secret', tokenFingerprint: 'print' }]);
  });

  test('calls no forge without a token', async () => {
    token = { kind: 'no_token', message: 'Link one.' };
    expect(await call()).toEqual(token);
    expect(sent).toEqual([]);
  });

  test('S5: calls no forge while the token is paused', async () => {
    pauseToken(toPause(second));
    expect(await call()).toMatchObject({ kind: 'paused', retryInMs: second });
    expect(sent).toEqual([]);
  });

  test('S5: calls no REST API while its quota is used up, whatever is left of another', async () => {
    pauseToken(toPause(second, 'core'));
    expect(await call()).toMatchObject({ kind: 'paused', retryInMs: second });
  });

  test.each(['core', 'graphql'])(
    'S5: with %s used up, a refresh may use the other quota only',
    async (bucket) => {
      pauseToken(toPause(second, bucket));
      expect(await requestRefresh()).toMatchObject({
        kind: 'granted',
        closedBuckets: new Map([[bucket, second]]),
      });
    },
  );

  test('S5: with every quota used up, a refresh waits for the first one', async () => {
    pauseToken(toPause(9 * second, 'core'), toPause(5 * second, 'graphql'));
    expect(await requestRefresh()).toMatchObject({ kind: 'paused', retryInMs: 5 * second });
  });

  test('S5: a pause of the whole token outlasts that of a quota', async () => {
    pauseToken(toPause(9 * second), toPause(5 * second, 'core'), toPause(5 * second, 'graphql'));
    expect(await requestRefresh()).toMatchObject({ kind: 'paused', retryInMs: 9 * second });
  });

  test('with one quota used up and the other down to the reserve, a refresh waits', async () => {
    pauseToken(toPause(9 * second, 'core'));
    quotas = [{ bucket: 'graphql', quota: 5_000, remaining: 9, resetInMs: 5 * second }];
    expect(await requestRefresh()).toMatchObject({ kind: 'over_budget', retryInMs: 5 * second });
  });

  test('a quota at its reserve closes only itself', async () => {
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 9, resetInMs: 5 * second }];
    expect(await requestRefresh()).toMatchObject({
      kind: 'granted',
      closedBuckets: new Map([['core', 5 * second]]),
    });
  });

  test.each([
    ['routine', 2_001, 'answered'],
    ['routine', 2_000, 'over_budget'],
    ['requested', 1_001, 'answered'],
    ['requested', 1_000, 'over_budget'],
  ] as const)(
    'a call of demand %s with %i of 5,000 left is %s',
    async (demand, remaining, kind) => {
      quotas = [{ bucket: 'core', quota: 5_000, remaining, resetInMs: 60 * second }];
      const outcome = await call(demand);
      expect(outcome.kind).toBe(kind);
      expect(sent).toHaveLength(kind === 'answered' ? 1 : 0);
    },
  );

  test('S8: calls no forge after a stop', async () => {
    stop.abort();
    expect(await call()).toEqual({ kind: 'stopping' });
    expect(sent).toEqual([]);
  });
});

describe('during the call', () => {
  test('aborts it when the time limit has passed', async () => {
    send = hang;
    const outcome = call();
    await clock.advance(30 * second);
    expect(await outcome).toEqual({
      kind: 'timed_out',
      message: 'forge did not respond within 30 s.',
    });
  });

  test('S8: aborts it when the caller stops', async () => {
    send = hang;
    const outcome = call();
    await settle();
    stop.abort();
    expect(await outcome).toEqual({ kind: 'stopping' });
    expect(sent[0]?.signal.aborted).toBe(true);
  });

  test('throws an unexpected error', async () => {
    send = async () => Promise.reject(new Error('broken'));
    await expect(call()).rejects.toThrow('broken');
  });
});

describe('after the call', () => {
  const retryInMs = 60 * 60 * second;

  test('S5: records the pause that the forge requested', async () => {
    send = async () => ({ kind: 'rate_limited', retryInMs });
    expect(await call()).toEqual({ kind: 'rate_limited', retryInMs });
    expect(pauses).toEqual([
      {
        forgeId: 'forge',
        tokenFingerprint: 'print',
        retryInMs,
        endsOnSecond: false,
        bucket: null,
        statusBuckets: ['core', 'graphql'],
        shared: true,
        message: 'forge allows no more requests with this token for a while.',
      },
    ]);
  });

  test('S5: records the pause of a batch beside its results', async () => {
    const access = await requestAccess({ forge, ownerId: 'ada', demand: 'routine' }, toDeps());
    if (access.kind !== 'granted') throw new Error(access.kind);
    const limits = [{ retryInMs: 1 }, { retryInMs }, { retryInMs, bucket: 'graphql' }];
    const batch = { ...toCall(), findLimits: () => limits };
    expect(await callWithAccess(access, batch, toDeps())).toEqual({ kind: 'answered', result });
    expect(pauses).toMatchObject([
      { retryInMs, bucket: null },
      { retryInMs, bucket: 'graphql' },
    ]);
  });

  test('S5: records a limit that another quota made up for', async () => {
    send = async ({ closedBuckets }) => {
      closedBuckets.set('graphql', retryInMs);
      return result;
    };
    expect(await call()).toEqual({ kind: 'answered', result });
    expect(pauses).toMatchObject([{ retryInMs, bucket: 'graphql' }]);
  });

  test('returns the outcome although its pause could not be stored', async () => {
    send = async () => ({ kind: 'rate_limited', retryInMs });
    storePause = async () => Promise.reject(new Error('connection refused'));
    expect(await call()).toEqual({ kind: 'rate_limited', retryInMs });
    expect(logger.lines).toMatchObject([{ level: 'error' }]);
  });

  test('returns a failure as it is', async () => {
    const failure = { kind: 'unavailable', message: 'The forge returned 502.' } as const;
    send = async () => ({ kind: 'failed', failure });
    expect(await call()).toEqual({ kind: 'failed', failure });
    expect(pauses).toEqual([]);
  });
});
