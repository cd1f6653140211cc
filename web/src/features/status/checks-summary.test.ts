import { describe, expect, test } from 'vitest';
import type { Check } from '../../../../src/contract/pull-request.ts';
import {
  computeRingParts,
  findChecksSummary,
  formatChecks,
  formatShortChecks,
  sortChecks,
} from './checks-summary.ts';

const unknown = { state: null, passed: null, failed: null, pending: null };
const none = { state: null, passed: 0, failed: 0, pending: 0 };
const mixed = { state: 'failed' as const, passed: 11, failed: 2, pending: 1 };

function toSummary(checks: Parameters<typeof findChecksSummary>[0]) {
  const summary = findChecksSummary(checks);
  if (!summary) throw new Error('the checks are unknown');
  return summary;
}

describe('the text for checks', () => {
  test('unknown is not the same as none', () => {
    expect(findChecksSummary(unknown)).toBeUndefined();
    expect(formatChecks(toSummary(none))).toBe('no checks');
  });

  test.each([
    [mixed, '11 of 14 checks passed, 2 failed, 1 running'],
    [{ state: 'passed' as const, passed: 9, failed: 0, pending: 0 }, '9 of 9 checks passed'],
    [
      { state: 'pending' as const, passed: 0, failed: 0, pending: 1 },
      '0 of 1 check passed, 1 running',
    ],
    [{ ...unknown, state: 'failed' as const }, 'checks failed'],
  ])('%o', (checks, text) => {
    expect(formatChecks(toSummary(checks))).toBe(text);
  });

  test('the short form counts only the outcome', () => {
    expect(formatShortChecks(toSummary(mixed))).toBe('2 of 14 failed');
    expect(formatShortChecks(toSummary({ ...none, state: 'passed', passed: 9 }))).toBe('9 passed');
    expect(formatShortChecks(toSummary(none))).toBe('no checks');
    expect(formatShortChecks(toSummary({ ...unknown, state: 'failed' }))).toBe('checks failed');
  });
});

describe('the ring', () => {
  test('adds up to a full circle, failed segments first', () => {
    const parts = computeRingParts(toSummary(mixed));

    expect(parts.map(({ state }) => state)).toEqual(['failed', 'pending', 'passed']);
    expect(parts.reduce((sum, { length }) => sum + length, 0)).toBeCloseTo(100);
    expect(parts[1]?.from).toBeCloseTo(parts[0]?.length ?? Number.NaN);
  });

  test('keeps one failure among hundreds visible', () => {
    const [failed] = computeRingParts(toSummary({ ...mixed, passed: 999, failed: 1, pending: 0 }));
    expect(failed?.length).toBeGreaterThan(10);
  });

  test('shows an outcome without counts as one segment', () => {
    const parts = computeRingParts(toSummary({ ...unknown, state: 'passed' }));
    expect(parts).toEqual([{ state: 'passed', from: 0, length: 100 }]);
    expect(computeRingParts(toSummary(none))).toEqual([]);
  });
});

test('failed and running checks come first, then names in natural order', () => {
  const make = (name: string, state: Check['state']) => ({
    id: name,
    name,
    state,
    log: false,
    log_reason: null,
    app: null,
    workflow: null,
    required: null,
    url: null,
    description: null,
    started_at: null,
    completed_at: null,
  });
  const checks = [
    make('docs', 'skipped'),
    make('test 10', 'passed'),
    make('test 2', 'passed'),
    make('lint', 'pending'),
    make('build', 'failed'),
  ];

  const names = sortChecks(checks).map(({ name }) => name);

  expect(names).toEqual(['build', 'lint', 'test 2', 'test 10', 'docs']);
});
