import { describe, expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import { type Checks, countChecks } from './checks.ts';
import type { FailureKind } from './diff-status.ts';
import { noUsualChecks } from './usual-checks.ts';
import { decideVerdict, type PullRequestVerdictFacts, type VerdictFacts } from './verdict.ts';

const head = 'a'.repeat(40);
const pushed = 'b'.repeat(40);
const minute = 60_000;

const passed = check('test', 'passed');

function check(name: string, state: 'passed' | 'failed' | 'pending'): Checks {
  return countChecks([toCheckRun(name, state)], { headSha: head, requiredNames: null });
}

function noChecks(requiredNames: readonly string[] | null = null): Checks {
  return countChecks([], { headSha: head, requiredNames });
}

/** An approved pull request that can be merged, an hour after its last push. */
const approved: PullRequestVerdictFacts = {
  state: 'open',
  draft: false,
  headSha: head,
  sinceTriggerMs: 60 * minute,
  retriggered: false,
  sinceReadMs: 0,
  checks: passed,
  checksUnconfirmed: false,
  mergeability: 'mergeable',
  autoMerge: false,
  inMergeQueue: false,
  reviewDecision: 'approved',
  approved: true,
  changesRequested: false,
  reviewerCount: 1,
  unresolvedThreads: 0,
  conversationUnread: false,
};

function decide(
  pullRequest: Partial<PullRequestVerdictFacts> | null,
  change: Partial<VerdictFacts> = {},
) {
  return decideVerdict({
    failure: null,
    refreshed: true,
    reportedSha: null,
    reportedOverSha: null,
    signalledSinceRead: false,
    sinceReportedMs: null,
    pullRequest: pullRequest && { ...approved, ...pullRequest },
    usualChecks: noUsualChecks,
    ...change,
  });
}

describe('checks that a delivery changed (S14)', () => {
  test('run until a read of the forge has confirmed the list', () => {
    expect(decide({ checksUnconfirmed: true })).toMatchObject({
      reason: 'checks_running',
      detail: 'The last check has ended. The list of checks is being read again.',
    });
    expect(decide({ checksUnconfirmed: false }).reason).toBe('ready_to_merge');
  });

  test('have failed at once', () => {
    const checks = check('test', 'failed');
    expect(decide({ checks, checksUnconfirmed: true }).reason).toBe('checks_failed');
  });
});

describe('a pull request is ready to merge', () => {
  // S14
  test('when everything is known and fulfilled', () => {
    expect(decide({})).toMatchObject({ reason: 'ready_to_merge', headSha: head, detail: null });
  });

  test.each<[string, Partial<PullRequestVerdictFacts>, string]>([
    ['it is a draft', { draft: true }, 'draft'],
    ['a check failed', { checks: check('test', 'failed') }, 'checks_failed'],
    ['a check runs', { checks: check('test', 'pending') }, 'checks_running'],
    ['it has no check yet', { checks: noChecks(), sinceTriggerMs: 59_000 }, 'checks_starting'],
    ['a required check is missing', { checks: noChecks(['test']) }, 'approved'],
    ['its checks are unknown', { checks: null }, 'approved'],
    ['its checks cannot be read', { checks: { unreadable: 'Grant access.' } }, 'approved'],
    ['its checks belong to another commit', { checks: { ...passed, headSha: pushed } }, 'approved'],
    ['its mergeability is unknown', { mergeability: 'unknown' }, 'approved'],
    ['a rule prevents it', { mergeability: 'blocked' }, 'approved'],
    ['it has conflicts', { mergeability: 'conflicting' }, 'conflicts'],
    ['it is behind its base', { mergeability: 'behind' }, 'behind'],
    ['a review is required', { reviewDecision: 'review_required' }, 'needs_review'],
    ['changes are requested', { changesRequested: true }, 'changes_requested'],
    ['a thread is open', { unresolvedThreads: 1 }, 'threads_open'],
    ['it is in the merge queue', { inMergeQueue: true }, 'in_merge_queue'],
    ['it merges automatically', { autoMerge: true }, 'auto_merge'],
    ['it was merged', { state: 'merged' }, 'merged'],
    ['it was closed', { state: 'closed' }, 'closed'],
  ])('but not while %s', (_, change, reason) => {
    expect(decide(change).reason).toBe(reason);
  });

  test('and what checks a new commit will get matters only once it is approved', () => {
    const unreviewed = { approved: false, reviewDecision: null, reviewerCount: 0 };
    const change = { ...unreviewed, checks: noChecks(), sinceTriggerMs: 0 };
    expect(decide(change).reason).toBe('needs_review');
    const usualChecks = { heads: 1, checks: [{ name: 'test', delayMs: 1_000 }] };
    expect(decide(change, { usualChecks }).reason).toBe('checks_starting');
  });

  test('without any check once its head is a minute old', () => {
    expect(decide({ checks: noChecks(), sinceTriggerMs: minute }).reason).toBe('ready_to_merge');
  });

  test('although an optional check failed', () => {
    const runs = [toCheckRun('test', 'passed'), toCheckRun('preview', 'failed')];
    const checks = countChecks(runs, { headSha: head, requiredNames: ['test'] });
    expect(decide({ checks }).reason).toBe('ready_to_merge');
  });

  test('says what would make unreadable checks known', () => {
    const unreadable = 'The token may not read checks. Grant it access to them.';
    expect(decide({ checks: { unreadable } }).detail).toBe(unreadable);
  });
});

describe('a push that the forge does not show yet', () => {
  const report = { reportedSha: pushed, reportedOverSha: head, sinceReportedMs: 5_000 };

  // S13
  test.each<[string, Partial<PullRequestVerdictFacts>]>([
    ['a green commit', {}],
    ['a red commit', { checks: check('test', 'failed') }],
    ['conflicts', { mergeability: 'conflicting' }],
  ])('hides the result of the commit before it: %s', (_, change) => {
    expect(decide(change, report)).toMatchObject({ reason: 'push_pending', section: 'working' });
  });

  test('is over when the forge shows the commit', () => {
    expect(decide({}, { ...report, reportedSha: head }).reason).toBe('ready_to_merge');
  });

  test('stays pending as long as the forge shows the commit before it', () => {
    const verdict = decide({}, { ...report, sinceReportedMs: 60 * minute });
    expect(verdict.reason).toBe('push_pending');
    expect(verdict.detail).toContain('It may have refused the push');
  });

  test('was overtaken when the forge shows a third commit after two minutes', () => {
    const overtaken = { ...report, reportedOverSha: 'c'.repeat(40) };
    expect(decide({}, overtaken)).toMatchObject({ reason: 'push_pending', changesInMs: 115_000 });
    const later = { ...overtaken, sinceReportedMs: 2 * minute };
    expect(decide({}, later).reason).toBe('ready_to_merge');
  });

  test('is pending until the branch is read when the signal names no commit', () => {
    expect(decide({}, { signalledSinceRead: true }).reason).toBe('push_pending');
  });

  test('does not reopen a merged pull request', () => {
    expect(decide({ state: 'merged' }, report).reason).toBe('merged');
  });
});

// S14
test('a pull request whose threads or queue could not be read is approved, and not ready to merge', () => {
  expect(decide({ conversationUnread: true })).toMatchObject({
    reason: 'approved',
    detail: expect.stringContaining('read again soon'),
  });
  expect(decide({ conversationUnread: true, unresolvedThreads: 1 }).reason).toBe('threads_open');
});

describe('usual checks that have not started', () => {
  const usualChecks = {
    heads: 3,
    checks: [
      { name: 'test', delayMs: 10_000 },
      { name: 'lint', delayMs: 10_000 },
      { name: 'deploy', delayMs: 5 * minute },
    ],
  };

  test('are waited for, and named', () => {
    expect(decide({ sinceTriggerMs: 10_000 }, { usualChecks })).toMatchObject({
      reason: 'checks_starting',
      detail: '2 of 3 usual checks have not started: lint, deploy.',
      missing: ['lint', 'deploy'],
      changesInMs: 20_000,
    });
  });

  test('are given up after twice their usual delay', () => {
    expect(decide({ sinceTriggerMs: 9 * minute }, { usualChecks }).missing).toEqual(['deploy']);
    expect(decide({ sinceTriggerMs: 10 * minute }, { usualChecks }).reason).toBe('ready_to_merge');
  });

  // S14
  test('are given up only when the forge was read after that time', () => {
    const ages = { sinceTriggerMs: 11 * minute, sinceReadMs: 2 * minute };
    expect(decide(ages, { usualChecks })).toMatchObject({
      reason: 'checks_starting',
      missing: ['deploy'],
      readInMs: 0,
    });
  });

  // S14
  test('do not make an empty list of checks a passed one when they are given up', () => {
    const known = { usualChecks: { heads: 1, checks: [{ name: 'lint', delayMs: 3_900 }] } };
    const empty = { checks: noChecks(), sinceTriggerMs: 31_000 };
    expect(decide(empty, known)).toMatchObject({ reason: 'checks_starting', readInMs: 29_000 });
    expect(decide({ ...empty, sinceTriggerMs: minute }, known).reason).toBe('ready_to_merge');
  });

  test('are not waited for where commits usually have none', () => {
    const verdict = decide(
      { checks: noChecks(), sinceTriggerMs: 0 },
      { usualChecks: { heads: 1, checks: [] } },
    );
    expect(verdict.reason).toBe('ready_to_merge');
  });
});

// S14: CI that starts when a draft is marked as ready registers its checks only then.
describe('checks that the forge may run again', () => {
  const again = { retriggered: true, sinceTriggerMs: 0 };

  test('are waited for, although those from before have passed', () => {
    expect(decide({ ...again, sinceTriggerMs: 20_000 })).toMatchObject({
      reason: 'checks_starting',
      detail: expect.stringContaining('marked as ready'),
      missing: [],
      changesInMs: 40_000,
      readInMs: 40_000,
    });
  });

  test('are believed once they were read a minute later', () => {
    expect(decide({ ...again, sinceTriggerMs: minute }).reason).toBe('ready_to_merge');
    const before = decide({ ...again, sinceTriggerMs: 2 * minute, sinceReadMs: 61_000 });
    expect(before).toMatchObject({ reason: 'checks_starting', readInMs: 0 });
  });

  test('are an empty list that is not believed for a minute', () => {
    expect(decide({ ...again, checks: noChecks() })).toMatchObject({
      reason: 'checks_starting',
      detail: 'No check has started yet.',
    });
  });

  test('are missing for as long as they usually take to start', () => {
    const usualChecks = { heads: 1, checks: [{ name: 'deploy', delayMs: 60_000 }] };
    expect(decide({ ...again, sinceTriggerMs: 90_000 }, { usualChecks })).toMatchObject({
      reason: 'checks_starting',
      missing: ['deploy'],
    });
  });

  test('are not waited for where commits usually have none', () => {
    const usualChecks = { heads: 1, checks: [] };
    const none = decide({ ...again, checks: noChecks() }, { usualChecks });
    expect(none.reason).toBe('ready_to_merge');
    expect(decide(again, { usualChecks }).reason).toBe('checks_starting');
  });

  test('do not hide that a review is needed', () => {
    const unreviewed = { reviewDecision: 'review_required', approved: false } as const;
    expect(decide({ ...again, ...unreviewed, reviewerCount: 0 }).reason).toBe('needs_review');
  });
});

describe('required checks that have not started', () => {
  test('are waited for, and then need a person', () => {
    const checks = noChecks(['test']);
    expect(decide({ checks, sinceTriggerMs: minute })).toMatchObject({
      reason: 'checks_starting',
      detail: '1 of 1 required checks has not started: test.',
    });
    expect(decide({ checks, sinceTriggerMs: 30 * minute })).toMatchObject({
      reason: 'approved',
      missing: ['test'],
    });
  });
});

describe('a branch without a pull request', () => {
  test.each<[string, Partial<VerdictFacts>]>([
    ['looking', { refreshed: false }],
    ['no_pull_request', {}],
    ['unreachable', { refreshed: false, failure: { kind: 'unavailable', message: '502' } }],
    ['paused', { failure: { kind: 'rate_limited', message: 'until noon' } }],
  ])('is %s', (reason, change) => {
    expect(decide(null, change)).toMatchObject({ reason, headSha: null });
  });
});

describe('a failure', () => {
  test.each<[FailureKind, string]>([
    ['no_token', 'no_token'],
    ['unauthorized', 'token_refused'],
    ['forbidden', 'no_access'],
    ['not_found', 'not_found'],
    ['no_forge', 'no_forge'],
  ])('%s needs a person', (kind, reason) => {
    const verdict = decide({}, { failure: { kind, message: 'Link a token.' } });
    expect(verdict).toMatchObject({ reason, section: 'needs_you', detail: 'Link a token.' });
  });

  // S9
  test.each<FailureKind>(['rate_limited', 'unavailable', 'timed_out', 'malformed', 'internal'])(
    '%s hides no known pull request',
    (kind) => {
      const verdict = decide({ changesRequested: true }, { failure: { kind, message: '502' } });
      expect(verdict.reason).toBe('changes_requested');
    },
  );
});
