import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import type { Quota } from '../../domain/budget.ts';
import type { HttpClient } from '../../platform/http-client.ts';
import { createMemoryValidators, toAccess } from '../testing/test-deps.ts';
import { createForgeApi } from './forge-api.ts';
import { createForgeTime } from './forge-time.ts';

const hour = 3_600_000;

describe('the time at a forge', () => {
  test('is that of its last response, plus what has passed since', async () => {
    const clock = new FakeClock();
    const time = createForgeTime(clock);
    time.observe(new Headers({ date: new Date(clock.now() + 2 * hour).toUTCString() }));
    clock.step(-5 * hour);
    await clock.advance(1_500);
    expect(time.now()).toBe(Date.parse('2026-01-01T14:00:01.500Z'));
  });

  test('is ours where it agrees with the whole seconds of the header', () => {
    const clock = new FakeClock(new Date('2026-01-01T12:00:00.750Z'));
    const time = createForgeTime(clock);
    expect(time.observe(new Headers({ date: 'Thu, 01 Jan 2026 12:00:00 GMT' }))).toBe(clock.now());
  });

  test('is ours before the first response, and when the forge sends none', () => {
    const clock = new FakeClock();
    const time = createForgeTime(clock);
    time.observe(new Headers({ date: 'yesterday' }));
    expect(time.now()).toBe(clock.now());
  });
});

describe.each([0, 2 * hour, -2 * hour])('with a forge ahead by %i ms', (aheadMs) => {
  /** A forge that answers everything with these headers, and the quotas that were observed. */
  const start = (status: number, headers: (forgeSeconds: number) => Record<string, string>) => {
    const clock = new FakeClock();
    const quotas: Quota[] = [];
    const forgeMs = clock.now() + aheadMs;
    const date = new Date(forgeMs).toUTCString();
    const response = {
      kind: 'response' as const,
      status,
      headers: new Headers({ date, ...headers(forgeMs / 1000) }),
      body: Buffer.from('{}'),
      redirected: false,
    };
    const http: HttpClient = {
      get: async () => response,
      send: async () => response,
      download: async () => response,
    };
    const api = createForgeApi({
      forge: { id: 'forge', apiBaseUrl: 'https://forge.test' },
      http,
      validators: createMemoryValidators(),
      budgets: {
        observe: (_forge, _token, quota) => void quotas.push(quota),
        observeExpiry: () => undefined,
        find: () => undefined,
      },
      clock,
      toHeaders: () => ({}),
    });
    const reading = { shape: 'test', parse: (body: unknown) => body };
    const read = () =>
      api.read({ url: 'https://forge.test/x', subject: 'x', reading }, toAccess('t'));
    return { read, quotas };
  };

  test('S5: a rate limit lasts as long as the forge said', async () => {
    const { read } = start(403, (now) => ({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': `${now + 600}`,
    }));
    expect(await read()).toMatchObject({ outcome: { kind: 'rate_limited', retryInMs: 600_000 } });
  });

  test('S5: a date in Retry-After is one of the forge', async () => {
    const { read } = start(429, (now) => ({
      'retry-after': new Date((now + 90) * 1000).toUTCString(),
    }));
    expect(await read()).toMatchObject({ outcome: { kind: 'rate_limited', retryInMs: 90_000 } });
  });

  test('a quota is refilled when the forge said', async () => {
    const { read, quotas } = start(200, (now) => ({
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '4000',
      'x-ratelimit-reset': `${now + 600}`,
    }));
    await read();
    expect(quotas).toMatchObject([{ remaining: 4_000, resetInMs: 600_000 }]);
  });
});
