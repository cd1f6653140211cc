import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { TimeLimit } from './time-limit.ts';

let clock: FakeClock;
let ends: number[];

beforeEach(() => {
  clock = new FakeClock();
  ends = [];
});

const start = () =>
  new TimeLimit({
    clock,
    timeoutMs: 10_000,
    longestMs: 60_000,
    onEnd: () => ends.push(clock.monotonic()),
  });

test('a time limit ends after the time in which the call worked', async () => {
  using _limit = start();
  await clock.advance(20_000);
  expect(ends).toEqual([10_000]);
});

test('a time limit does not count the time in which the call waits for its turn', async () => {
  using limit = start();
  await clock.advance(4_000);
  const waited = limit.suspendWhile(clock.sleep(30_000));
  const alsoWaited = limit.suspendWhile(clock.sleep(20_000));
  await clock.advance(30_000);
  await Promise.all([waited, alsoWaited]);
  await clock.advance(10_000);
  expect(ends).toEqual([40_000]);
});

test('a time limit ends a wait that outlasts the lease', async () => {
  using limit = start();
  void limit.suspendWhile(clock.sleep(100_000));
  await clock.advance(90_000);
  expect(ends).toEqual([60_000]);
});

test('a time limit of a call that has ended never ends', async () => {
  {
    using _limit = start();
  }
  await clock.advance(100_000);
  expect(ends).toEqual([]);
});

test('a time limit is not affected by a clock that steps', async () => {
  using _limit = start();
  clock.step(3_600_000);
  await clock.advance(9_999);
  expect(ends).toEqual([]);
  clock.step(-7_200_000);
  await clock.advance(1);
  expect(ends).toEqual([10_000]);
});
