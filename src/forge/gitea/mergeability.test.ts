import { describe, expect, test } from 'vitest';
import type { Check } from '../forge.ts';
import { isMet, toMergeability } from './mergeability.ts';

const noon = Date.parse('2026-01-01T12:00:00Z');
const longAgo = '2026-01-01T11:00:00Z';
const justNow = '2026-01-01T11:59:50Z';
const settled = {
  state: 'open',
  draft: false,
  mergeable: false,
  changedAt: longAgo,
  basePushedAt: longAgo,
} as const;

function toCheck(name: string, state: Check['state']): Check {
  return { name, state, url: null, description: null, startedAt: null, completedAt: null };
}

describe('mergeability', () => {
  test.each([
    ['no conflict, and what is required', { mergeable: true }, true, 'mergeable'],
    ['no conflict, and something missing', { mergeable: true }, false, 'blocked'],
    ['no conflict, and nobody knows the rules', { mergeable: true }, null, 'unknown'],
    ['a conflict', {}, null, 'conflicting'],
    ['a "no" right after a push', { changedAt: justNow }, null, 'computing'],
    ['a "no" right after a push to the base', { basePushedAt: justNow }, null, 'computing'],
    ['a "no" without times', { changedAt: null, basePushedAt: null }, null, 'conflicting'],
    ['a draft', { draft: true, changedAt: justNow }, null, 'blocked'],
    ['no answer', { mergeable: null }, true, 'unknown'],
    ['a merged one', { state: 'merged', mergeable: true }, true, 'unknown'],
  ] as const)('%s', (_, change, met, expected) => {
    expect(toMergeability({ ...settled, ...change }, met, noon)).toBe(expected);
  });
});

describe('what a base branch requires', () => {
  const build = toCheck('ci / build (push)', 'passed');
  const lint = toCheck('ci / lint (push)', 'failed');

  test.each<[string, string[] | null, Check[] | null, boolean | null]>([
    ['no checks', null, [lint], true],
    ['all checks', [], [build, lint], false],
    ['all checks, of which there is none', [], [], false],
    ['one by name', ['ci / build (push)'], [build, lint], true],
    ['one that did not come', ['ci / e2e'], [build, lint], false],
    ['some by pattern', ['ci / b*'], [build, lint], true],
    ['all by pattern', ['ci / *'], [build, lint], false],
    ['a pattern is no expression', ['ci . build (push)'], [build], false],
    ['a skipped one', [], [toCheck('e2e', 'skipped')], true],
    ['checks that cannot be read', [], null, null],
  ])('%s', (_, requiredChecks, checks, expected) => {
    expect(isMet({ sha: null, requiredApprovals: 0, requiredChecks }, 0, checks)).toBe(expected);
  });

  test.each([
    [0, 0, true],
    [2, 1, false],
    [2, 2, true],
  ])('%i approvals of %i', (requiredApprovals, approvals, expected) => {
    const rules = { sha: null, requiredApprovals, requiredChecks: null };
    expect(isMet(rules, approvals, null)).toBe(expected);
  });
});
