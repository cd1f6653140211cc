import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Demand, Quota } from '../domain/budget.ts';
import type { TokenLookup, TokenPause } from '../domain/forge-token.ts';
import { callForge, callWithAccess, type ForgeCall, requestAccess } from './call-forge.ts';

interface Result {
  kind: 'result';
}

const second = 1_000;
const result: Result = { kind: 'result' };

let clock: FakeClock;
let logger: RecordingLogger;
let token: TokenLookup;
let quotas: Quota[];
let pauses: TokenPause[];
let storePause: (pause: TokenPause) => Promise<void>;
let sent: { token: string; tokenFingerprint: string; signal: AbortSignal }[];
let send: ForgeCall<Result>['send'];
let stop: AbortController;

beforeEach(() => {
  clock = new FakeClock();
  logger = new RecordingLogger();
  token = { kind: 'token', token: 'secret', fingerprint: 'print', shared: true, pausedUntil: null };
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
  callForge({ forgeId: 'forge', ownerId: 'ada', demand, ...toCall() }, toDeps());

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

  test('S5: calls no forge while the token is paused, and calls it after that', async () => {
    const until = new Date(clock.now() + second);
    token = { ...token, pausedUntil: until } as TokenLookup;
    expect(await call()).toEqual({ kind: 'paused', until });
    expect(sent).toEqual([]);

    await clock.advance(second);

    expect(await call()).toEqual({ kind: 'answered', result });
  });

  test.each([
    ['routine', 2_001, 'answered'],
    ['routine', 2_000, 'over_budget'],
    ['requested', 1_001, 'answered'],
    ['requested', 1_000, 'over_budget'],
  ] as const)(
    'a call of demand %s with %i of 5,000 left is %s',
    async (demand, remaining, kind) => {
      const resetAt = new Date(clock.now() + 60 * second);
      quotas = [{ bucket: 'core', quota: 5_000, remaining, resetAt }];
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
  const until = new Date('2026-01-01T13:00:00Z');

  test('S5: records the pause that the forge requested', async () => {
    send = async () => ({ kind: 'rate_limited', until });
    expect(await call()).toEqual({ kind: 'rate_limited', until });
    expect(pauses).toEqual([
      {
        forgeId: 'forge',
        tokenFingerprint: 'print',
        until,
        shared: true,
        message: 'forge allows no more requests with this token until 2026-01-01T13:00:00.000Z.',
      },
    ]);
  });

  test('S5: records the pause of a batch beside its results', async () => {
    const access = await requestAccess(
      { forgeId: 'forge', ownerId: 'ada', demand: 'routine' },
      toDeps(),
    );
    if (access.kind !== 'granted') throw new Error(access.kind);
    const batch = { ...toCall(), findPause: () => until };
    expect(await callWithAccess(access, batch, toDeps())).toEqual({ kind: 'answered', result });
    expect(pauses).toMatchObject([{ until }]);
  });

  test('returns the outcome although its pause could not be stored', async () => {
    send = async () => ({ kind: 'rate_limited', until });
    storePause = async () => Promise.reject(new Error('connection refused'));
    expect(await call()).toEqual({ kind: 'rate_limited', until });
    expect(logger.lines).toMatchObject([{ level: 'error' }]);
  });

  test('returns a failure as it is', async () => {
    const failure = { kind: 'unavailable', message: 'The forge returned 502.' } as const;
    send = async () => ({ kind: 'failed', failure });
    expect(await call()).toEqual({ kind: 'failed', failure });
    expect(pauses).toEqual([]);
  });
});
