import { expect, test } from 'vitest';
import { createFailureReport } from './report-failures.ts';

test('failures of agents are logged, and one that repeats is printed once', () => {
  const [logged, printed]: [string[], string[]] = [[], []];
  const report = createFailureReport({ info: (_, message) => logged.push(message) }, (line) =>
    printed.push(line),
  );

  for (const failures of [1, 2, 1, 2]) report('Fix: git push failed: fatal: gone\nmore', failures);
  expect(printed).toEqual([]);

  for (const failures of [3, 4, 5]) report('Fix: git push failed: fatal: gone\nmore', failures);
  expect(printed).toEqual([
    'an agent of the demo keeps failing: Fix: git push failed: fatal: gone (AFTERPUSH_LOG_LEVEL=info shows more)',
  ]);
  expect(logged).toHaveLength(7);
});
