import { expect, test } from 'vitest';
import type { Change } from './changes.ts';
import { generateTrace } from './generate-trace.ts';

const trace = generateTrace(7, 200);

function findChanges<const Kind extends Change['kind']>(kind: Kind) {
  return trace.changes.filter((change): change is Extract<Change, { kind: Kind }> => {
    return change.kind === kind;
  });
}

test('the same seed makes the same trace, and another seed another one', () => {
  expect(generateTrace(7, 200)).toEqual(trace);
  expect(generateTrace(8, 200).changes).not.toEqual(trace.changes);
});

test('a trace has the promised shares of branches, and twenty in each repository', () => {
  const count = (role: string) => trace.branches.filter((branch) => branch.role === role).length;
  expect(count('dormant')).toBe(120);
  expect(count('pushing')).toBe(10);
  expect(count('checking')).toBe(20);
  expect(new Set(trace.branches.map(({ repository }) => repository)).size).toBe(10);
});

test('a dormant branch has no changes', () => {
  const changed = new Set(trace.changes.map(({ branch }) => trace.branches[branch]?.role));
  expect(changed).toEqual(new Set(['pushing', 'checking', 'reviewed', 'opening']));
});

test('the changes are in order, and the last minutes are quiet', () => {
  const times = trace.changes.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(Math.max(...times)).toBeLessThan(trace.lengthMs - 180_000);
});

test('nothing happens to a pull request that was merged', () => {
  const merges = findChanges('merge');
  expect(merges.length).toBeGreaterThan(0);
  for (const { branch, atMs } of merges) {
    const later = trace.changes.filter((change) => change.branch === branch && change.atMs > atMs);
    expect(later).toEqual([]);
  }
});

test('checks are reported only for the commit that is the head at that moment', () => {
  const heads = trace.branches.map(({ sha }) => sha);
  for (const change of trace.changes) {
    if (change.kind === 'push') heads[change.branch] = change.sha;
    if (change.kind === 'checks') expect(change.sha).toBe(heads[change.branch]);
  }
});

test('a signalled push reaches the forge within two seconds of its signal', () => {
  const pushes = new Map(findChanges('push').map(({ sha, atMs }) => [sha, atMs]));
  const signals = findChanges('signal');
  expect(signals.length).toBeGreaterThan(0);
  for (const { sha, atMs } of signals) {
    const delayMs = (pushes.get(sha) ?? atMs) - atMs;
    expect(delayMs).toBeLessThanOrEqual(2_000);
  }
});
