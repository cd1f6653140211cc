import { expect, test } from 'vitest';
import { learnUsualChecks } from './usual-checks.ts';

test('a check is usual when more than half of the heads registered it', () => {
  const usual = learnUsualChecks([{ test: 1_000, lint: 0 }, { test: 3_000 }, { test: 2_000 }]);
  expect(usual).toEqual({ heads: 3, checks: [{ name: 'test', delayMs: 3_000 }] });
});

test('one head is enough to learn from', () => {
  expect(learnUsualChecks([{ test: 5_000 }]).checks).toEqual([{ name: 'test', delayMs: 5_000 }]);
});

test('heads of which some had checks, and none of them usually, teach nothing', () => {
  expect(learnUsualChecks([{}, {}, { test: 1_000 }])).toEqual({ heads: 0, checks: [] });
});

test('heads without checks teach that there are none', () => {
  expect(learnUsualChecks([{}, {}])).toEqual({ heads: 2, checks: [] });
});
