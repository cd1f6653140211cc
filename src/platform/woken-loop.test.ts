import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { createPeriodicLoop, type Wakeable, WokenLoop } from './woken-loop.ts';

let clock: FakeClock;
let passes: number;
let failing: boolean;
let stop: AbortController;
let running: Promise<void> | undefined;

beforeEach(() => {
  clock = new FakeClock();
  [passes, failing] = [0, false];
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await running;
});

const work = async () => {
  passes += 1;
  if (failing) throw new Error('connection refused');
};

async function start(loop: Wakeable): Promise<Wakeable> {
  running = loop.run(stop.signal);
  await settle();
  return loop;
}

const onFailure = () => undefined;
const createLoop = () => {
  const pass = async () => {
    await work();
    return 10_000;
  };
  return new WokenLoop({ clock, pass, tickMs: 10_000, onFailure });
};

test('a wake-up ends the sleep after a failure', async () => {
  failing = true;
  const loop = await start(createLoop());
  await clock.advance(60_000);
  failing = false;
  const before = passes;

  loop.wake();
  await settle();

  expect(passes).toBe(before + 1);
});

test('a loop fails no more often than its delays say', async () => {
  failing = true;
  await start(createLoop());
  await clock.advance(60_000);
  expect(passes).toBeLessThan(15);
});

test('a step of the clock neither stops nor repeats a loop', async () => {
  await start(createLoop());
  clock.step(-3_600_000);
  await clock.advance(10_000);
  clock.step(7_200_000);
  await clock.advance(10_000);
  expect(passes).toBe(3);
});

test('periodic work is not repeated early when it is woken', async () => {
  const loop = await start(createPeriodicLoop({ clock, everyMs: 60_000, work, onFailure }));
  loop.wake();
  await settle();
  expect(passes).toBe(1);
  await clock.advance(60_000);
  expect(passes).toBe(2);
});

test('periodic work that failed is repeated when it is woken', async () => {
  failing = true;
  const loop = await start(createPeriodicLoop({ clock, everyMs: 3_600_000, work, onFailure }));
  await clock.advance(60_000);
  const before = passes;
  loop.wake();
  await settle();
  expect(passes).toBe(before + 1);
});
