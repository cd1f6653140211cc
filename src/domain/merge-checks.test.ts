import { describe, expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import type { CheckRun } from './checks.ts';
import { mergeRun, mostListedRuns } from './merge-checks.ts';

const at = (second: number) => new Date(Date.parse('2026-01-01T11:00:00Z') + second * 1_000);

/** A run as GitHub delivers it: with its suite and without its workflow. */
function toRun(state: CheckRun['state'], change: Partial<CheckRun> = {}): CheckRun {
  const known = { app: 'actions', sequence: 10, suite: 1, startedAt: at(10) };
  return toCheckRun('test', state, { ...known, ...change });
}

/** A commit status: without any number. */
function toStatus(state: CheckRun['state'], second: number | null): CheckRun {
  return toCheckRun('deploy', state, { reportedAt: second === null ? null : at(second) });
}

function merge(listed: readonly CheckRun[], run: CheckRun) {
  const { kind, runs } = mergeRun(listed, run);
  return { kind, states: runs.map(({ state }) => state) };
}

describe('merging a delivered run', () => {
  describe('of a forge that names no programs', () => {
    const ofPipeline = (suite: number, name = 'test') =>
      toCheckRun(name, 'failed', { suite, sequence: suite * 10 + name.length });

    test('is new when its pipeline is the listed one', () => {
      expect(mergeRun([ofPipeline(5)], ofPipeline(5, 'build'))).toMatchObject({ isNew: true });
    });

    test('changes nothing when a newer pipeline is listed', () => {
      expect(mergeRun([ofPipeline(5)], ofPipeline(4, 'build')).kind).toBe('unchanged');
    });

    test.each([
      ['the listed pipeline is older', [ofPipeline(5)]],
      ['no pipeline is listed', []],
    ])('is unclear when %s', (_, listed) => {
      expect(mergeRun(listed, ofPipeline(6, 'build')).kind).toBe('unclear');
    });
  });

  describe('that is reported under a key', () => {
    const toBuild = (name: string, second: number, workflow = 'key') =>
      toCheckRun(name, 'failed', { workflow, reportedAt: at(second) });

    test('replaces the report of its key although its name has changed (S15)', () => {
      const { kind, runs } = mergeRun([toBuild('Build 1', 1)], toBuild('Build 2', 2));
      expect({ kind, names: runs.map(({ name }) => name) }).toEqual({
        kind: 'merged',
        names: ['Build 2'],
      });
      expect(merge([toBuild('Build 2', 2)], toBuild('Build 1', 1)).kind).toBe('unchanged');
    });

    test('is another check under another key', () => {
      const other = toBuild('Build 1', 2, 'other');
      expect(merge([toBuild('Build 1', 1)], other).states).toHaveLength(2);
    });
  });

  describe('that is listed', () => {
    test.each([
      ['ends', 'pending', 'passed', 'merged'],
      ['is repeated after its end', 'passed', 'passed', 'unchanged'],
      ['arrives late after its end', 'failed', 'pending', 'unchanged'],
    ] as const)('when it %s', (_, known, delivered, kind) => {
      const expected = kind === 'merged' ? delivered : known;
      expect(merge([toRun(known)], toRun(delivered))).toEqual({ kind, states: [expected] });
    });

    test('runs again when it started again', () => {
      const again = toRun('pending', { startedAt: at(60) });
      expect(merge([toRun('failed')], again)).toEqual({ kind: 'merged', states: ['pending'] });
      const late = toRun('failed');
      expect(merge([again], late)).toEqual({ kind: 'unchanged', states: ['pending'] });
    });

    test('is unclear when it runs after its end and no start is known', () => {
      const queued = toRun('pending', { startedAt: null });
      expect(merge([toRun('failed')], queued)).toEqual({ kind: 'unclear', states: ['failed'] });
    });

    test('is unclear when it ended in two ways at one time', () => {
      expect(merge([toRun('failed')], toRun('passed')).kind).toBe('unclear');
    });

    test('keeps its workflow and that it is required, which deliveries do not name', () => {
      const listed = toRun('pending', { workflow: 'ci', required: true });
      const { runs } = mergeRun([listed], toRun('passed'));
      expect(runs).toMatchObject([{ state: 'passed', workflow: 'ci', required: true }]);
    });

    test('is found although the program is unknown', () => {
      const { kind, states } = merge([toRun('pending', { app: null })], toRun('passed'));
      expect({ kind, states }).toEqual({ kind: 'merged', states: ['passed'] });
    });
  });

  describe('of a listed check', () => {
    test('replaces an earlier run', () => {
      const rerun = toRun('pending', { sequence: 11 });
      const listed = toRun('failed', { workflow: 'ci' });
      expect(merge([listed], rerun)).toEqual({ kind: 'merged', states: ['pending'] });
    });

    test('never replaces a later run', () => {
      const late = toRun('failed', { sequence: 9 });
      expect(merge([toRun('passed')], late)).toEqual({ kind: 'unchanged', states: ['passed'] });
    });

    test('is of the workflow of its suite', () => {
      const lint = toCheckRun('lint', 'passed', { app: 'actions', suite: 2, workflow: 'nightly' });
      const listed = [toRun('passed', { workflow: 'ci' }), lint];
      const run = toRun('failed', { sequence: 20, suite: 2 });
      const { kind, runs } = mergeRun(listed, run);
      expect(kind).toBe('merged');
      expect(runs).toMatchObject([
        { name: 'test', workflow: 'ci', state: 'passed' },
        { name: 'lint' },
        { name: 'test', workflow: 'nightly', state: 'failed' },
      ]);
    });

    test('is unclear when its name is listed for a suite whose workflow is unknown (S15)', () => {
      const lint = toCheckRun('lint', 'passed', { app: 'actions', suite: 1, workflow: 'ci' });
      const later = toRun('passed', { sequence: 30, suite: 3 });
      const { runs } = mergeRun([lint], later);
      const run = toRun('failed', { sequence: 20, suite: 1 });
      expect(merge(runs, run)).toEqual({ kind: 'unclear', states: ['passed', 'passed'] });
    });

    test('is unclear when it is of a suite whose workflow is unknown', () => {
      const run = toRun('pending', { sequence: 20, suite: 2 });
      expect(merge([toRun('passed', { workflow: 'ci' })], run).kind).toBe('unclear');
      expect(merge([toRun('passed')], run).kind).toBe('unclear');
    });

    test('is unclear when a listed run lacks its program', () => {
      const run = toRun('pending', { sequence: 20 });
      expect(merge([toRun('passed', { app: null })], run).kind).toBe('unclear');
    });
  });

  describe('of a new check', () => {
    test('is added', () => {
      const lint = toCheckRun('lint', 'pending', { app: 'actions', sequence: 11, suite: 2 });
      const { kind, runs, isNew } = mergeRun([toRun('passed', { workflow: 'ci' })], lint);
      expect({ kind, isNew, count: runs.length }).toEqual({
        kind: 'merged',
        isNew: true,
        count: 2,
      });
    });

    test('is unclear when it was cancelled and a listed suite may be the newer one', () => {
      const cancelled = { sequence: 9, suite: 0, isCancelled: true };
      const lint = toCheckRun('lint', 'failed', { app: 'actions', ...cancelled });
      expect(merge([toRun('passed')], lint).kind).toBe('unclear');
    });

    test('is unclear when there are too many', () => {
      const listed = Array.from({ length: mostListedRuns }, (_, index) => {
        return toCheckRun(`check ${index}`, 'passed');
      });
      expect(mergeRun(listed, toRun('passed')).kind).toBe('unclear');
    });
  });

  describe('without a number', () => {
    test.each([
      ['later', 'pending', 10, 'passed', 11, 'merged'],
      ['earlier', 'passed', 10, 'failed', 9, 'unchanged'],
      ['again', 'passed', 10, 'passed', 10, 'unchanged'],
      ['with its end in the same second', 'pending', 10, 'passed', 10, 'merged'],
      ['with its start in the same second', 'passed', 10, 'pending', 10, 'unchanged'],
      ['with another end in the same second', 'passed', 10, 'failed', 10, 'unclear'],
      ['at an unknown time', 'passed', null, 'failed', 10, 'unclear'],
      ['in the same state at an unknown time', 'passed', null, 'passed', 10, 'unchanged'],
      ['where the forge only expected it', 'expected', null, 'failed', 10, 'merged'],
    ] as const)('is ordered by its time: %s', (_, known, knownAt, state, second, kind) => {
      const merged = merge([toStatus(known, knownAt)], toStatus(state, second));
      expect(merged).toEqual({ kind, states: [kind === 'merged' ? state : known] });
    });
  });
});
