import { describe, expect, test } from 'vitest';
import { toSampleStatus } from '../../test/support/cli/sample-chat.ts';
import type { DiffStatus } from './diff-status.ts';
import { type Reason, reasons, toSection } from './reasons.ts';
import { decideWait, toWaitKey, type WaitGoal, waitGoals } from './wait-goal.ts';

const head = 'a'.repeat(40);
const pushedAt = '2026-01-01T12:00:00.000Z';
const longAfter = Date.parse(pushedAt) + 3_600_000;

type Checks = Partial<DiffStatus['checks']>;

const passed: Checks = { head_sha: head, state: 'passed', passed: 3, failed: 0, pending: 0 };
const running: Checks = { head_sha: head, state: 'pending', passed: 1, failed: 0, pending: 2 };
const failed: Checks = { head_sha: head, state: 'failed', passed: 2, failed: 1, pending: 0 };
const none: Checks = { head_sha: head, state: null, passed: 0, failed: 0, pending: 0 };
const unreadable: Checks = { readable: false, failure_message: 'Grant "checks: read".' };

function toStatus(
  reason: Reason,
  checks: Checks = {},
  change: Partial<DiffStatus> = {},
): DiffStatus {
  const status = toSampleStatus({ pull_request_state: 'open', head_sha: head, ...change });
  const verdict = { reason, section: toSection(reason), since: pushedAt, head_sha: head };
  return {
    ...status,
    checks: { ...status.checks, ...checks },
    verdict: { detail: null, ...verdict, ...change.verdict },
  };
}

function decide(goal: WaitGoal, status: DiffStatus | undefined, nowMs = longAfter): string {
  return decideWait(goal, status, { nowMs, baseline: toWaitKey(status) }).kind;
}

test('a conflict names the base branch where it is known', () => {
  const decideGreen = (base: string | null) => {
    const status = toStatus('conflicts', passed, { base_branch: base });
    return decideWait('green', status, { nowMs: longAfter, baseline: toWaitKey(status) });
  };
  expect(decideGreen('main')).toEqual({ kind: 'failed', message: 'It conflicts with main.' });
  expect(decideGreen(null)).toMatchObject({ message: 'It conflicts with its base branch.' });
});

describe('each reason', () => {
  // Reason, checks, then: settled, green, merged, review.
  test.each<[Reason, Checks, string, string, string, string]>([
    ['checks_failed', failed, 'reached', 'failed', 'failed', 'failed'],
    ['conflicts', passed, 'reached', 'failed', 'failed', 'failed'],
    ['changes_requested', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['changes_requested', running, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['no_token', {}, 'failed', 'failed', 'failed', 'failed'],
    ['token_refused', passed, 'failed', 'failed', 'failed', 'failed'],
    ['no_access', passed, 'failed', 'failed', 'failed', 'failed'],
    ['not_found', passed, 'failed', 'failed', 'failed', 'failed'],
    ['no_forge', {}, 'failed', 'failed', 'failed', 'failed'],
    ['threads_open', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['threads_open', running, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['behind', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['ready_to_merge', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['ready_to_merge', none, 'reached', 'reached', 'waiting', 'waiting'],
    ['approved', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['approved', { ...passed, missing: ['lint'] }, 'reached', 'failed', 'waiting', 'waiting'],
    ['approved', unreadable, 'reached', 'failed', 'waiting', 'waiting'],
    ['approved', {}, 'reached', 'failed', 'waiting', 'waiting'],
    ['needs_review', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['needs_review', none, 'reached', 'failed', 'waiting', 'waiting'],
    ['push_pending', passed, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['push_pending', failed, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['checks_starting', none, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['checks_running', running, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['in_merge_queue', passed, 'waiting', 'reached', 'waiting', 'waiting'],
    ['auto_merge', passed, 'waiting', 'reached', 'waiting', 'waiting'],
    ['in_review', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['draft', passed, 'reached', 'reached', 'waiting', 'waiting'],
    ['draft', running, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['draft', failed, 'reached', 'failed', 'failed', 'failed'],
    ['looking', {}, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['paused', {}, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['unreachable', {}, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['no_pull_request', {}, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['no_branch', {}, 'waiting', 'waiting', 'waiting', 'waiting'],
    ['merged', passed, 'reached', 'reached', 'reached', 'failed'],
    ['closed', passed, 'reached', 'failed', 'failed', 'failed'],
  ])('%s with checks %j', (reason, checks, settled, green, merged, review) => {
    const status = toStatus(reason, checks);
    const states = (['settled', 'green', 'merged', 'review'] as const).map((goal) =>
      decide(goal, status),
    );
    expect(states).toEqual([settled, green, merged, review]);
  });

  test.each(reasons)('%s is not a change', (reason) => {
    expect(decide('change', toStatus(reason, passed))).toBe('waiting');
  });
});

test.each(waitGoals)('%s waits for a branch that is not tracked yet', (goal) => {
  expect(decide(goal, undefined)).toBe('waiting');
});

describe('S13: the pushed commit', () => {
  const verdict = { ...toStatus('ready_to_merge').verdict, head_sha: 'b'.repeat(40) };

  test.each(['settled', 'green'] as const)('%s never follows from another commit', (goal) => {
    expect(decide(goal, toStatus('ready_to_merge', passed, { verdict }))).toBe('waiting');
  });

  test('checks of another commit make nothing green', () => {
    const checks = { ...passed, head_sha: 'b'.repeat(40) };
    expect(decide('green', toStatus('needs_review', checks))).not.toBe('reached');
  });
});

describe('S9: after a failed check', () => {
  const failure = { kind: 'unavailable' as const, message: 'down', retry_at: null };

  test.each(['settled', 'green', 'merged', 'review'] as const)('%s waits', (goal) => {
    expect(decide(goal, toStatus('ready_to_merge', passed, { failure }))).toBe('waiting');
    expect(decide(goal, toStatus('checks_failed', failed, { failure }))).toBe('waiting');
  });

  test('a merged pull request stays merged', () => {
    expect(decide('merged', toStatus('merged', passed, { failure }))).toBe('reached');
  });
});

describe('S14: while checks may still start', () => {
  const soon = Date.parse(pushedAt) + 20_000;
  const context = { nowMs: soon, baseline: '' };

  test.each<[Reason, Checks]>([
    ['needs_review', none],
    ['in_review', none],
    ['draft', passed],
    ['changes_requested', passed],
    ['threads_open', passed],
  ])('%s with checks %j waits for the rest of a minute', (reason, checks) => {
    for (const goal of ['settled', 'green'] as const) {
      const state = decideWait(goal, toStatus(reason, checks), context);
      expect(state).toMatchObject({ kind: 'waiting', recheckInMs: 40_000 });
    }
  });

  test('waits a minute from the last push, though the reason began before it', () => {
    const reported = new Date(longAfter - 10_000).toISOString();
    const status = toStatus('needs_review', none, { reported_at: reported });
    expect(decideWait('settled', status, { nowMs: longAfter, baseline: '' })).toMatchObject({
      kind: 'waiting',
      recheckInMs: 50_000,
    });
  });

  test.each<Reason>(['needs_review', 'in_review', 'changes_requested'])(
    '%s waits a minute after a draft was marked as ready, though its checks passed',
    (reason) => {
      const retriggered_at = new Date(longAfter - 10_000).toISOString();
      const status = toStatus(reason, { ...passed, retriggered_at });
      for (const goal of ['settled', 'green'] as const) {
        expect(decideWait(goal, status, { nowMs: longAfter, baseline: '' })).toMatchObject({
          kind: 'waiting',
          recheckInMs: 50_000,
        });
        expect(decide(goal, status, longAfter + 50_000)).toBe('reached');
      }
    },
  );

  test('waits at most a minute when the clock of the server is ahead', () => {
    const status = toStatus('needs_review', none, { reported_at: '2030-01-01T00:00:00.000Z' });
    const state = decideWait('settled', status, { nowMs: longAfter, baseline: '' });
    expect(state).toMatchObject({ kind: 'waiting', recheckInMs: 60_000 });
  });

  test('a required check that has not started is waited for up to half an hour', () => {
    const required = { passed: 1, failed: 0, pending: 0, missing: 1 };
    const status = toStatus('draft', { ...passed, required });
    expect(decide('green', status, Date.parse(pushedAt) + 29 * 60_000)).toBe('waiting');
    expect(decide('green', status, Date.parse(pushedAt) + 31 * 60_000)).toBe('failed');
  });
});

describe('review', () => {
  test.each<Partial<DiffStatus>>([
    { review_decision: 'approved' },
    { review_decision: 'changes_requested' },
    { approved: true },
    { changes_requested: true },
    { reviewer_count: 1 },
    { unresolved_threads: 2 },
  ])('is reached with %j', (change) => {
    expect(decide('review', toStatus('in_review', passed, change))).toBe('reached');
    expect(decide('review', toStatus('merged', passed, change))).toBe('reached');
    expect(decide('review', toStatus('push_pending', passed, change))).toBe('waiting');
  });
});

describe('change', () => {
  const before = toStatus('checks_running', running);

  test.each<[string, DiffStatus]>([
    ['the reason', toStatus('checks_failed', running)],
    [
      'the commit',
      toStatus('checks_running', running, { verdict: { ...before.verdict, head_sha: 'b' } }),
    ],
    ['the state of the checks', toStatus('checks_running', failed)],
    ['the threads', toStatus('checks_running', running, { unresolved_threads: 1 })],
  ])('is reached when %s changes', (_what, after) => {
    const context = { nowMs: longAfter, baseline: toWaitKey(before) };
    expect(decideWait('change', after, context).kind).toBe('reached');
  });

  test('is not reached when one of several running checks has passed', () => {
    const after = toStatus('checks_running', { ...running, passed: 2, pending: 1 });
    const context = { nowMs: longAfter, baseline: toWaitKey(before) };
    expect(decideWait('change', after, context).kind).toBe('waiting');
  });
});
