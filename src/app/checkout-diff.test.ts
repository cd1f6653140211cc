import { expect, test } from 'vitest';
import { parseNumstat, readCheckoutDiff } from './checkout-diff.ts';

test('the files of a large diff are parsed with renamed, binary and odd names', () => {
  const output = '3\t1\tsrc/a\tb.ts\0-\t-\tlogo.png\x001\t0\t\0old.ts\0new\t.ts\0';
  expect(parseNumstat(output)).toMatchObject([
    { path: 'src/a\tb.ts', additions: 3, deletions: 1, binary: false, previousPath: null },
    { path: 'logo.png', binary: true },
    { path: 'new\t.ts', previousPath: 'old.ts', status: 'renamed' },
  ]);
  expect(parseNumstat('')).toEqual([]);
});

test('a worktree that this process does not watch is not read', async () => {
  expect(await readCheckoutDiff(undefined)).toEqual({ kind: 'not_watched' });
});
