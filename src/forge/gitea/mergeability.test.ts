import { describe, expect, test } from 'vitest';
import { toCheckRun } from '../../../test/support/checks.ts';
import type { Check } from '../forge.ts';
import { areRulesMet, toMergeability } from './mergeability.ts';

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
  const log = { kind: 'none', reason: '' } as const;
  return { ...toCheckRun(name, state), url: null, description: null, completedAt: null, log };
}

describe('mergeability', () => {
  test.each([
    ['no conflict and all rules met', { mergeable: true }, true, 'mergeable'],
    ['no conflict but a rule not met', { mergeable: true }, false, 'blocked'],
    ['no conflict but unknown rules', { mergeable: true }, null, 'unknown'],
    ['a conflict', {}, null, 'conflicting'],
    ['false right after a push', { changedAt: justNow }, null, 'computing'],
    ['false right after a push to the base', { basePushedAt: justNow }, null, 'computing'],
    ['false without times', { changedAt: null, basePushedAt: null }, null, 'conflicting'],
    ['a draft', { draft: true, changedAt: justNow }, null, 'blocked'],
    ['unreported', { mergeable: null }, true, 'unknown'],
    ['a merged pull request', { state: 'merged', mergeable: true }, true, 'unknown'],
  ] as const)('from %s', (_, change, rulesMet, expected) => {
    expect(toMergeability({ ...settled, ...change }, rulesMet, noon)).toBe(expected);
  });
});

describe('the rules of a base branch', () => {
  const build = toCheck('ci / build (push)', 'passed');
  const lint = toCheck('ci / lint (push)', 'failed');

  test.each<[string, string[] | null, Check[] | null, boolean | null]>([
    ['no checks', null, [lint], true],
    ['all checks', [], [build, lint], false],
    ['all checks, but there are none', [], [], false],
    ['one check by name', ['ci / build (push)'], [build, lint], true],
    ['a check that was not reported', ['ci / e2e'], [build, lint], false],
    ['checks by a pattern', ['ci / b*'], [build, lint], true],
    ['checks by a pattern that also matches a failed one', ['ci / *'], [build, lint], false],
    ['a pattern, which is not a regular expression', ['ci . build (push)'], [build], false],
    ['a check that was skipped', [], [toCheck('e2e', 'skipped')], true],
    ['checks, but they cannot be read', [], null, null],
  ])('may require %s', (_, requiredChecks, checks, expected) => {
    expect(areRulesMet({ sha: null, requiredApprovals: 0, requiredChecks }, 0, checks)).toBe(
      expected,
    );
  });

  test.each([
    [0, 0, true],
    [2, 1, false],
    [2, 2, true],
  ])('may require %i approvals while there are %i', (requiredApprovals, approvals, expected) => {
    const rules = { sha: null, requiredApprovals, requiredChecks: null };
    expect(areRulesMet(rules, approvals, null)).toBe(expected);
  });
});
