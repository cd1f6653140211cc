import { expect, test } from 'vitest';
import { isForgeFailing } from './forge-trouble.ts';

const reads = { forgeId: 'forge', failing: 5, succeeded: 0, scheduled: 15, failingMs: 20_000 };

test('a forge is failing when most recent reads failed', () => {
  expect(isForgeFailing(reads)).toBe(true);
  expect(isForgeFailing({ ...reads, succeeded: 4 })).toBe(true);
});

test('a forge is not failing when as many branches were read since', () => {
  expect(isForgeFailing({ ...reads, succeeded: 5 })).toBe(false);
  expect(isForgeFailing({ ...reads, failing: 0 })).toBe(false);
});

test('a single failure has to remain or to be the only branch', () => {
  const single = { ...reads, failing: 1 };
  expect(isForgeFailing(single)).toBe(false);
  expect(isForgeFailing({ ...single, failingMs: 60_000 })).toBe(true);
  expect(isForgeFailing({ ...single, scheduled: 1 })).toBe(true);
});
