import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { LoginThrottle } from './login-throttle.ts';
import { HttpProblem } from './problem-response.ts';

let clock: FakeClock;
let logger: RecordingLogger;
let throttle: LoginThrottle;
let checked: string[];

beforeEach(() => {
  clock = new FakeClock();
  logger = new RecordingLogger();
  throttle = new LoginThrottle({ clock, logger });
  checked = [];
});

/** Presents a secret; `right...` ones are valid. Returns the status of the response. */
async function attempt(secret: string, address = '192.0.2.1'): Promise<number> {
  const find = async () => {
    checked.push(secret);
    return secret.startsWith('right') ? 'ada' : undefined;
  };
  try {
    const found = await throttle.check(
      { address, kind: 'bearer', secret, path: '/api/v1/chats' },
      find,
    );
    return found === undefined ? 401 : 200;
  } catch (error) {
    if (error instanceof HttpProblem) return error.status;
    throw error;
  }
}

async function guess(count: number, address?: string): Promise<number[]> {
  const statuses: number[] = [];
  for (let index = 0; index < count; index += 1) {
    statuses.push(await attempt(`wrong-${clock.now()}-${index}`, address));
  }
  return statuses;
}

describe('guessing', () => {
  test('is checked ten times, then delayed for longer and longer', async () => {
    const statuses = await guess(13);
    expect(statuses.filter((status) => status === 401)).toHaveLength(11);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await clock.advance(waitMs - 1);
      expect(await guess(1)).toEqual([429]);
      await clock.advance(1);
      expect(await guess(2)).toEqual([401, 429]);
    }
  });

  test('does not find the right secret while it is delayed', async () => {
    await guess(12);
    expect(await attempt('right')).toBe(429);
    await clock.advance(1_000);
    expect(await attempt('right')).toBe(200);
  });

  test('is delayed for its own address, and for the whole network of an IPv6 address', async () => {
    await guess(12);
    expect(await attempt('right', '192.0.2.2')).toBe(200);
    await guess(12, '2001:db8::1');
    expect(await attempt('right', '2001:db8:0:0:ffff::2')).toBe(429);
    expect(await attempt('right', '2001:db8:0:1::1')).toBe(200);
    await guess(12, '::ffff:192.0.2.9');
    expect(await attempt('right', '192.0.2.9')).toBe(429);
  });

  test('in parallel is checked no more often than one after the other', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => attempt(`wrong-${index}`)),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(checked).toHaveLength(20);
    expect(await attempt('wrong-again')).toBe(429);
  });

  test('is forgotten after a quarter of an hour', async () => {
    await guess(12);
    await clock.advance(15 * 60_000 + 1);
    expect(await guess(5)).toEqual([401, 401, 401, 401, 401]);
  });

  test('does not block for long when the clock is set back', async () => {
    await guess(12);
    await clock.advance(-3_600_000);
    expect(await attempt('right')).toBe(200);
  });
});

describe('other clients of the same address', () => {
  test('go on with secrets that were right before', async () => {
    await attempt('right-one');
    await guess(20);
    expect(await attempt('right-one')).toBe(200);
    expect(await attempt('right-two')).toBe(429);
  });

  test('are not affected by one that repeats an old token', async () => {
    for (let index = 0; index < 50; index += 1) await attempt('wrong-old');
    expect(checked.length).toBe(21);
    expect(await attempt('right')).toBe(200);
  });
});

test('a generated secret is checked at once, and its repeated failures are not logged', async () => {
  await guess(12);
  const { length } = logger.lines;
  const place = { address: '192.0.2.1', kind: 'login link', path: '/login' } as const;
  const find = (found: string | undefined) => async () => found;
  const check = (secret: string, found: string | undefined) =>
    throttle.check({ ...place, secret }, find(found), find(found));
  expect(await check('code', 'ada')).toBe('ada');
  await expect(check('other', undefined)).rejects.toMatchObject({ status: 429 });
  expect(logger.lines).toHaveLength(length);
});

test('clients with generated secrets are let in, however many connect at the same moment', async () => {
  const place = { address: '192.0.2.1', kind: 'bearer', path: '/api/v1/events' } as const;
  const found = await Promise.all(
    Array.from({ length: 200 }, (_, index) => {
      const find = async () => `user ${index}`;
      return throttle.check({ ...place, secret: `token ${index}` }, find, find);
    }),
  );
  expect(found).toHaveLength(200);
});

test('S10: every refused login is logged without the value, and the log stays short', async () => {
  await guess(100);
  const said = JSON.stringify(logger.lines);
  expect(said).toContain('refused a login');
  expect(said).toContain('"level":"warn"');
  expect(said).toContain('192.0.2.1');
  expect(said).not.toContain('wrong-');
  expect(logger.lines).toHaveLength(11);
});

test('memory stays bounded, however many addresses and secrets there are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.ipV4(), fc.string(), async (address, secret) => {
      expect([200, 401, 429]).toContain(await attempt(secret, address));
    }),
  );
  for (let index = 0; index < 3_000; index += 1) {
    await attempt(`wrong-${index}`, `10.${index >> 8}.${index & 255}.1`);
  }
  // The first address was dropped for newer ones.
  await guess(12, '10.0.0.1');
  for (let index = 0; index < 2_100; index += 1) {
    await attempt(`wrong-${index}`, `11.${index >> 8}.${index & 255}.1`);
  }
  expect(await attempt('right', '10.0.0.1')).toBe(200);
});
