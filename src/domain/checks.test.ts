import { describe, expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import { type CheckRun, countChecks, pickLatestRuns } from './checks.ts';

const head = 'a'.repeat(40);

function count(runs: readonly CheckRun[], requiredNames: readonly string[] | null = null) {
  return countChecks(runs, { headSha: head, requiredNames });
}

describe('counting the checks of a commit', () => {
  // S15
  test('counts the newest run of a check only', () => {
    const old = toCheckRun('test', 'failed', { app: 'actions', workflow: 'ci', sequence: 1 });
    const rerun = toCheckRun('test', 'passed', { app: 'actions', workflow: 'ci', sequence: 2 });
    expect(count([old, rerun])).toMatchObject({ state: 'passed', passed: 1, failed: 0 });
    expect(count([rerun, old])).toMatchObject({ state: 'passed', passed: 1, failed: 0 });
  });

  test('counts a run that was cancelled by a newer one of the same name as the newer one', () => {
    const cancelled = toCheckRun('test', 'failed', { startedAt: new Date(1_000) });
    const running = toCheckRun('test', 'pending');
    expect(count([running, cancelled])).toMatchObject({ state: 'pending', failed: 0, pending: 1 });
  });

  test('keeps checks of one name apart when different workflows run them', () => {
    const runs = [
      toCheckRun('build', 'passed', { workflow: 'linux' }),
      toCheckRun('build', 'failed', { workflow: 'windows' }),
    ];
    expect(pickLatestRuns(runs)).toHaveLength(2);
    expect(count(runs)).toMatchObject({ state: 'failed', passed: 1, failed: 1 });
  });

  test('has no state without checks, or when all of them were skipped', () => {
    expect(count([]).state).toBeNull();
    expect(count([toCheckRun('test', 'skipped')])).toMatchObject({ state: null, names: ['test'] });
  });

  describe('where the forge requires some of them', () => {
    test('does not fail because an optional one failed', () => {
      const runs = [toCheckRun('test', 'passed'), toCheckRun('preview', 'failed')];
      expect(count(runs, ['test'])).toMatchObject({
        state: 'passed',
        passed: 1,
        failed: 1,
        required: { passed: 1, failed: 0, pending: 0, missing: 0 },
        optionalFailed: 1,
      });
    });

    test('fails because a required one failed', () => {
      const runs = [toCheckRun('test', 'failed'), toCheckRun('preview', 'passed')];
      expect(count(runs, ['test'])).toMatchObject({ state: 'failed', optionalFailed: 0 });
    });

    test('waits for required checks that nothing has reported', () => {
      expect(count([toCheckRun('preview', 'passed')], ['test'])).toMatchObject({
        state: 'pending',
        required: { passed: 0, failed: 0, pending: 0, missing: 1 },
        missing: ['test'],
      });
    });

    test('counts a required check that was skipped as passed', () => {
      expect(count([toCheckRun('test', 'skipped')], ['test'])).toMatchObject({
        state: 'passed',
        required: { passed: 1, failed: 0, pending: 0, missing: 0 },
      });
    });

    test('knows them from the runs when the rules cannot be read', () => {
      const runs = [
        toCheckRun('test', 'passed', { required: true }),
        toCheckRun('preview', 'failed', { required: false }),
      ];
      expect(count(runs)).toMatchObject({ state: 'passed', optionalFailed: 1 });
    });

    test('counts a check that the forge expects as missing', () => {
      const stale = toCheckRun('test', 'expected', { required: true });
      expect(count([stale])).toMatchObject({ state: 'pending', pending: 0, missing: ['test'] });
    });
  });

  test('lets every check decide where the rules demand none', () => {
    const runs = [toCheckRun('test', 'failed'), toCheckRun('lint', 'passed')];
    expect(count(runs, [])).toMatchObject({ state: 'failed', optionalFailed: 0 });
  });

  test('does not know what is required when neither rules nor runs say so', () => {
    expect(count([toCheckRun('test', 'passed')]).required).toBeNull();
    expect(count([toCheckRun('test', 'passed', { required: false })]).required).toBeNull();
  });
});
