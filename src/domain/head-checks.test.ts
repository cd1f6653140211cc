import { describe, expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import type { CheckRun } from './checks.ts';
import { applyReport, longestLagMs, type ReportedRuns } from './head-checks.ts';
import type { ListedRun } from './merge-checks.ts';

const now = new Date('2026-01-01T12:00:00Z');
const headSha = 'a'.repeat(40);

const build = toRun('build', 'passed', 1);
const test1 = toRun('test', 'pending', 2);

function toRun(name: string, state: CheckRun['state'], sequence: number): ListedRun {
  return toCheckRun(name, state, { app: 'actions', suite: 1, sequence });
}

/** Delivered so long before now. */
function deliver(run: ListedRun, agoMs: number): ListedRun {
  return { ...run, deliveredAt: new Date(now.getTime() - agoMs) };
}

function apply(
  runs: readonly ListedRun[],
  reported: ReportedRuns,
  requiredNames: readonly string[] | null = [],
) {
  return applyReport({ runs, requiredNames, headSha }, reported, now);
}

const toReport = (run: CheckRun, requiresByName = true) =>
  ({ kind: 'runs', runs: [run], requiresByName }) as const;

describe('a delivered run', () => {
  test('is counted by the stored rules', () => {
    const failed = toReport({ ...test1, state: 'failed' });
    expect(apply([build, test1], failed, ['build']).checks).toMatchObject({
      state: 'passed',
      failed: 1,
      optionalFailed: 1,
      required: { passed: 1 },
      headSha,
    });
  });

  test('needs no read while others run', () => {
    const lint = toRun('lint', 'pending', 3);
    const ended = toReport({ ...lint, state: 'failed' });
    expect(apply([build, test1, lint], ended)).toMatchObject({ needsRead: false });
  });

  test('S14: needs a read when nothing is left to wait for', () => {
    const ended = toReport({ ...test1, state: 'passed' });
    expect(apply([build, test1], ended)).toMatchObject({ needsRead: true, isConfirmed: false });
    expect(apply([build, test1], ended, ['deploy'])).toMatchObject({ needsRead: false });
  });

  test('of a new check needs a read where the required names are unknown', () => {
    const lint = toReport(toRun('lint', 'pending', 3));
    expect(apply([build], lint, null)).toMatchObject({ needsRead: true, checks: { pending: 1 } });
    expect(apply([build], lint, ['lint'])).toMatchObject({ needsRead: false });
  });

  describe('of a new check, where the forge does not require checks by their exact names', () => {
    const lint = toReport(toRun('lint', 'failed', 3), false);
    const notCounted = { checks: null, needsRead: true, isConfirmed: false };

    test('is counted while nothing is known to be required', () => {
      expect(apply([build, test1], lint)).toMatchObject({
        needsRead: false,
        checks: { failed: 1 },
      });
    });

    test('is not counted while a pattern or a listed run is required', () => {
      expect(apply([build], lint, ['ci/*'])).toEqual(notCounted);
      expect(apply([{ ...build, required: true }], lint)).toEqual(notCounted);
    });
  });

  test('is counted beside one that only a read can place', () => {
    const odd = { ...build, state: 'failed' as const };
    const runs = [odd, { ...test1, state: 'failed' as const }];
    const applied = apply([build, test1], { kind: 'runs', runs, requiresByName: true });
    expect(applied).toMatchObject({ needsRead: true, checks: { passed: 1, failed: 1 } });
  });

  test('that arrives twice changes nothing', () => {
    const again = toReport(build);
    expect(apply([build], again)).toEqual({ checks: null, needsRead: false, isConfirmed: false });
  });
});

describe('the end of a numbered run', () => {
  const end = (sequence: number) => ({ kind: 'run_ended', sequence, state: 'failed' }) as const;

  test('is shown for the check that lists the number', () => {
    const lint = toRun('lint', 'pending', 3);
    expect(apply([build, test1, lint], end(2))).toMatchObject({
      needsRead: false,
      checks: { passed: 1, failed: 1, pending: 1 },
    });
  });

  test('that arrives twice changes nothing', () => {
    const failed = { ...test1, state: 'failed' as const };
    expect(apply([failed], end(2))).toEqual({ checks: null, needsRead: false, isConfirmed: false });
  });

  test.each([
    ['is of a number that is not listed', 9],
    ['is of a run that has another result', 1],
  ])('needs a read when it %s', (_, sequence) => {
    const unclear = { checks: null, needsRead: true, isConfirmed: false };
    expect(apply([build, test1], end(sequence))).toEqual(unclear);
  });
});

describe('a suite that has ended', () => {
  const ended = { kind: 'suite_ended', app: 'actions', suite: 1 } as const;

  test.each([
    ['needs no read when all of its runs have ended', [build], false],
    ['needs a read when one of them runs', [build, test1], true],
    ['needs a read when none of them is listed', [], true],
  ] as const)('%s', (_, runs, needsRead) => {
    expect(apply(runs, ended)).toEqual({ checks: null, needsRead, isConfirmed: false });
  });
});

describe('a list that was read', () => {
  const read = (runs: readonly CheckRun[], sinceReadMs = 1_000): ReportedRuns => {
    return { kind: 'list', runs, requiredNames: [], sinceReadMs };
  };
  const passed = { ...test1, state: 'passed' as const };

  test('confirms what was delivered', () => {
    const result = apply([build, deliver(passed, 500)], read([build, passed]));
    expect(result).toMatchObject({ isConfirmed: true, needsRead: false, checks: { passed: 2 } });
  });

  test('never takes back what was delivered after the read began', () => {
    const result = apply([build, deliver(passed, 500)], read([build, test1]));
    expect(result).toMatchObject({ isConfirmed: false, needsRead: true, checks: { passed: 2 } });
  });

  test('nor what was delivered shortly before, because the forge may lag', () => {
    const shortly = 1_000 + longestLagMs - 1;
    const result = apply([build, deliver(passed, shortly)], read([build, test1]));
    expect(result).toMatchObject({ isConfirmed: false, checks: { passed: 2 } });
  });

  test('decides when the delivery was long before', () => {
    const result = apply([build, deliver(passed, 1_000 + longestLagMs)], read([build, test1]));
    expect(result).toMatchObject({ isConfirmed: true, checks: { passed: 1, pending: 1 } });
  });

  test('removes what the forge no longer lists', () => {
    const result = apply([build, test1], read([build]));
    expect(result).toMatchObject({ isConfirmed: true, checks: { passed: 1, pending: 0 } });
  });

  test('is newer than a delivery where its run is', () => {
    const rerun = toRun('test', 'pending', 9);
    const result = apply([build, deliver(passed, 500)], read([build, rerun]));
    expect(result).toMatchObject({ isConfirmed: true, checks: { passed: 1, pending: 1 } });
  });

  test('keeps the rules when they were not read', () => {
    const list = { kind: 'list', runs: [build], sinceReadMs: 0 } as const;
    expect(apply([], list, ['deploy']).checks?.missing).toEqual(['deploy']);
  });
});
