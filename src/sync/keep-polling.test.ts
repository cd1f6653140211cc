import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { PollingKeeper, type PollingStore } from './keep-polling.ts';
import { Polling } from './polling.ts';

const noon = new Date('2026-01-01T12:00:00Z');

let clock: FakeClock;
let stored: Date | null;
let outage: Error | undefined;
let saved: Parameters<PollingStore['savePollingPause']>[0][];
let polling: Polling;
let changes: boolean[];
let keeper: PollingKeeper;
let stop: () => Promise<void>;

function arrange(factor: number): void {
  clock = new FakeClock();
  [stored, outage, saved, changes] = [null, undefined, [], []];
  polling = new Polling(factor);
  polling.onChange(() => changes.push(polling.isPaused));
  const store: PollingStore = {
    async findPollingPause() {
      if (outage) throw outage;
      return stored;
    },
    async savePollingPause(save) {
      saved.push(save);
      stored = save.isPaused ? noon : null;
    },
  };
  const deps = { polling, store, diffStatusTtlMs: 120_000, clock, logger: new RecordingLogger() };
  keeper = new PollingKeeper(deps);
}

beforeEach(async () => {
  arrange(2);
  const stopping = new AbortController();
  const running = keeper.run(stopping.signal);
  stop = async () => {
    stopping.abort();
    await running;
  };
  await settle();
});

afterEach(() => stop());

test('a replica that is woken learns of a pause and of its end at once', async () => {
  stored = noon;
  keeper.wake();
  await settle();
  expect(polling).toMatchObject({ isPaused: true, pausedAt: noon });
  stored = null;
  keeper.wake();
  await settle();
  expect(changes).toEqual([true, false]);
});

test('a replica that missed the announcement learns of a pause within a minute', async () => {
  stored = noon;
  await clock.advance(59_000);
  expect(polling.isPaused).toBe(false);
  await clock.advance(1_000);
  expect(polling.isPaused).toBe(true);
});

test('a pause lasts while the database is away', async () => {
  stored = noon;
  await clock.advance(60_000);
  outage = new Error('the database is away');
  await clock.advance(600_000);
  expect(changes).toEqual([true]);
  outage = undefined;
  stored = null;
  await clock.advance(60_000);
  expect(changes).toEqual([true, false]);
});

test('the replica that pauses polling stops at once, and spreads overdue rows when it goes on', async () => {
  await keeper.setPaused(true);
  expect(changes).toEqual([true]);
  await keeper.setPaused(false);
  expect(changes).toEqual([true, false]);
  expect(saved).toEqual([
    { isPaused: true, spreadMs: 60_000 },
    { isPaused: false, spreadMs: 60_000 },
  ]);
});

test('polling stays paused by a factor of 0, whatever is stored', async () => {
  arrange(0);
  await keeper.setPaused(true);
  await keeper.setPaused(false);
  expect(keeper.isPaused()).toBe(true);
  expect(changes).toEqual([]);
});
