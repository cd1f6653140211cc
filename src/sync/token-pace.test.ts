import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mostPerMinute, steadyPerMinute, toLaneStretch } from '../domain/lane-pace.ts';
import { TokenPace } from './token-pace.ts';

const minute = 60_000;

test('whatever is requested and when, no minute has more requests of a token than allowed', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 200, maxLength: 600 });
  fc.assert(
    fc.property(gaps, fc.nat({ max: 3 }), (waits, extra) => {
      let now = 0;
      const pace = new TokenPace({ monotonic: () => now });
      const sent: number[] = [];
      for (const waitMs of waits) {
        now += waitMs * (waitMs % (extra + 2) === 0 ? 1 : 0);
        if (pace.take('one') === 0) sent.push(now);
      }
      for (const [index, atMs] of sent.entries()) {
        const within = sent.slice(index).filter((other) => other < atMs + minute);
        expect(within.length).toBeLessThanOrEqual(mostPerMinute);
      }
    }),
    { numRuns: 50 },
  );
});

test('whatever the paces of the lanes of a token are, stretched they keep to the steady rate', () => {
  const paces = fc.array(fc.integer({ min: 3_000, max: 900_000 }), {
    minLength: 1,
    maxLength: 500,
  });
  fc.assert(
    fc.property(paces, (everyMs) => {
      const perMinute = (factor: number) =>
        everyMs.reduce((total, ms) => total + minute / (ms * factor), 0);
      const stretch = toLaneStretch(perMinute(1));
      expect(perMinute(stretch)).toBeLessThanOrEqual(steadyPerMinute + 1e-6);
      expect(stretch === 1 || perMinute(stretch) > steadyPerMinute - 1e-6).toBe(true);
    }),
  );
});

test('a request that has to wait gets a later turn than the one before it', () => {
  const pace = new TokenPace({ monotonic: () => 0 });
  const waits = Array.from({ length: 23 }, () => pace.take('one'));
  expect(waits.slice(0, 20)).toEqual(Array(20).fill(0));
  expect(waits.slice(20)).toEqual([600, 1200, 1800]);
  expect(pace.take('another')).toBe(0);
});
