import { expect, test } from 'vitest';
import { ServerClock } from './server-clock.ts';

const minute = 60_000;
const serverMs = Date.parse('2026-11-30T12:00:00.400Z');

/** The clock after a response of the server, on a machine whose clock is ahead by `skewMs`. */
async function read({ skewMs = 0, tookMs = 100, date = new Date(serverMs).toUTCString() }) {
  let localMs = serverMs + skewMs - tookMs;
  const clock = new ServerClock(() => localMs);
  await clock.during(async () => {
    localMs += tookMs;
    return new Response(null, { headers: date === '' ? {} : { date } });
  });
  return clock.now();
}

test('is the clock of this machine while no response shows another time', () => {
  expect(new ServerClock(() => serverMs).now()).toBe(serverMs);
});

test('is the clock of this machine where both agree within the second of the header', async () => {
  for (const skewMs of [-400, 0, 400]) expect(await read({ skewMs })).toBe(serverMs + skewMs);
});

test.each([10 * minute, -10 * minute, 2_000, -2_000])(
  'is right within a second on a machine whose clock is off by %d ms',
  async (skewMs) => {
    expect(Math.abs((await read({ skewMs })) - serverMs)).toBeLessThan(1_000);
  },
);

test('does not follow a response that took long', async () => {
  expect(await read({ skewMs: minute, tookMs: 25_000 })).toBe(serverMs + minute);
});

test.each(['', 'yesterday'])('does not follow a response with the date %j', async (date) => {
  expect(await read({ skewMs: minute, date })).toBe(serverMs + minute);
});
