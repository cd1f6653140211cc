import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
  origin,
} from '../../../../test/support/stored-chats.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { AcquiredRow } from '../../../domain/tracked-branch.ts';
import type { Database } from '../../database.ts';
import { deleteChat } from '../chats/delete-chat.ts';
import { deleteOldTimeline } from './delete-old-timeline.ts';
import { listTimeline, statement as listTimelineStatement } from './list-timeline.ts';

const sha = (letter: string) => letter.repeat(40);
const checks = (
  state: 'passed' | 'failed' | 'pending' | null,
  passed = 0,
  failed = 0,
  pending = 0,
) => ({ ...toChecks({}), state, passed, failed, pending });
const unavailable = { kind: 'unavailable', message: 'forge.test answered 502' } as const;
const noChecks = { checks: checks(null) };

describeEachDatabase('the timeline', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let row: AcquiredRow;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    row = await arranged.signalAndAcquire('one');
  });

  const list = (limit = 100, before: number | null = null) =>
    listTimeline(database, { chatId: 'one', remoteOrigin: origin, branch: 'main', before, limit });
  /** Oldest first. */
  const listEvents = async (): Promise<Record<string, unknown>[]> =>
    (await list()).toReversed().map(({ kind, detail }) => ({ kind, ...detail }));
  const listEventsAfter = async (count: number) => (await listEvents()).slice(count);
  /** One more refresh, without a push signal. */
  const refresh = async (change: Partial<PullRequest> = {}) => {
    await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now()');
    row = (await arranged.acquire()).find(({ branch }) => branch === 'main') ?? row;
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
  };
  const fail = async (failure: Parameters<typeof arranged.store.recordFailure>[1]) => {
    await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now()');
    const [acquired] = await arranged.acquire();
    await arranged.store.recordFailure(acquired ?? row, failure, inTwoMinutes);
  };

  describe('of pushes', () => {
    test('begins with the push that makes the branch tracked', async () => {
      expect(await listEvents()).toEqual([{ kind: 'branch_tracked' }]);
    });

    test('counts signals in quick succession as one push', async () => {
      await arranged.signal('one');
      await arranged.pass(9_000);
      await arranged.signal('one');
      expect(await listEventsAfter(1)).toEqual([]);
    });

    test('shows a push after a pause', async () => {
      await arranged.pass(10_000);
      await arranged.signal('one');
      await arranged.signal('one');
      expect(await listEventsAfter(1)).toEqual([{ kind: 'push_seen' }]);
    });

    test('does not show acquiring and backing off', async () => {
      await arranged.store.recordNoPullRequest(row, { kind: 'in', delayMs: 15_000 });
      await arranged.pass(20_000);
      await arranged.acquire();
      expect(await listEventsAfter(1)).toEqual([]);
    });
  });

  describe('of a pull request', () => {
    test('shows when it was found, and nothing else until something changes', async () => {
      await refresh(noChecks);
      await refresh(noChecks);
      expect(await listEventsAfter(1)).toEqual([
        {
          kind: 'pull_request_found',
          number: 1,
          url: 'https://forge.test/acme/app/pull/1',
          title: 'Fix flaky login test',
          state: 'open',
        },
      ]);
    });

    test('shows its reviews, checks and merge state when it was found', async () => {
      await refresh({
        checks: checks('failed', 2, 1),
        approved: true,
        reviewDecision: 'approved',
        requestedReviewers: ['grace'],
        mergeability: 'conflicting',
        autoMerge: true,
      });
      expect((await listEventsAfter(2)).map(({ kind }) => kind)).toEqual([
        'review_changed',
        'reviewers_asked',
        'checks_changed',
        'mergeability_changed',
        'merge_plan_changed',
      ]);
    });

    test('shows changes of its state, draft, title and head', async () => {
      const head = { ...noChecks, headSha: sha('b') };
      await refresh({ ...noChecks, draft: true });
      await refresh({ ...noChecks, draft: false });
      await refresh({ ...noChecks, title: 'Fix login' });
      await refresh({ ...head, title: 'Fix login' });
      await refresh({ ...head, title: 'Fix login', state: 'merged' });
      expect(await listEventsAfter(2)).toEqual([
        { kind: 'draft_changed', draft: false },
        { kind: 'title_changed', title: 'Fix login' },
        { kind: 'commits_pushed', head_sha: sha('b') },
        { kind: 'state_changed', state: 'merged' },
      ]);
    });

    test('shows another one without comparing the two', async () => {
      await refresh({ checks: checks('failed', 0, 3), draft: true });
      const url = 'https://forge.test/acme/app/pull/2';
      await refresh({ ...noChecks, url, number: 2, title: 'Again', headSha: sha('b') });
      expect(await listEventsAfter(3)).toEqual([
        { kind: 'pull_request_found', number: 2, url, title: 'Again', state: 'open' },
      ]);
    });

    test('shows when it was deleted', async () => {
      await refresh(noChecks);
      await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now()');
      const [acquired] = await arranged.acquire();
      await arranged.store.clearPullRequest(acquired ?? row, inTwoMinutes);
      expect(await listEventsAfter(2)).toEqual([
        {
          kind: 'pull_request_gone',
          number: 1,
          url: 'https://forge.test/acme/app/pull/1',
          title: 'Fix flaky login test',
        },
      ]);
    });

    test('truncates a long title', async () => {
      await refresh({ ...noChecks, title: 'x'.repeat(5_000) });
      expect((await listEvents())[1]).toMatchObject({ title: 'x'.repeat(1_000) });
    });
  });

  describe('of reviews', () => {
    test('shows decisions, but not that a review is required', async () => {
      await refresh(noChecks);
      await refresh({ ...noChecks, reviewDecision: 'review_required' });
      await refresh({ ...noChecks, reviewDecision: 'changes_requested', changesRequested: true });
      await refresh({ ...noChecks, reviewDecision: 'approved', approved: true });
      await refresh({ ...noChecks, reviewDecision: 'review_required' });
      expect((await listEventsAfter(2)).map((event) => [event.kind, event.decision])).toEqual([
        ['review_changed', 'changes_requested'],
        ['review_changed', 'approved'],
        ['review_changed', 'review_required'],
      ]);
    });

    test('names newly requested reviewers', async () => {
      await refresh({ ...noChecks, requestedReviewers: ['grace'] });
      await refresh({ ...noChecks, requestedReviewers: ['alan', 'grace'] });
      await refresh({ ...noChecks, requestedReviewers: ['alan'] });
      expect(await listEventsAfter(2)).toEqual([
        { kind: 'reviewers_asked', reviewers: ['grace'] },
        { kind: 'reviewers_asked', reviewers: ['alan'] },
      ]);
    });
  });

  describe('of checks', () => {
    const counts = async () =>
      (await listEventsAfter(2)).map(({ kind, state, passed, failed }) => [
        kind,
        state,
        passed,
        failed,
      ]);

    test('shows their state and failures, but not each check that passes', async () => {
      await refresh(noChecks);
      await refresh({ checks: checks('pending', 0, 0, 4) });
      await refresh({ checks: checks('pending', 2, 0, 2) });
      await refresh({ checks: checks('failed', 2, 1, 1) });
      await refresh({ checks: checks('failed', 3, 1, 0) });
      await refresh({ checks: checks('failed', 2, 2, 0) });
      await refresh({ checks: checks('passed', 4, 0, 0) });
      expect(await counts()).toEqual([
        ['checks_changed', 'pending', 0, 0],
        ['checks_changed', 'failed', 2, 1],
        ['checks_changed', 'failed', 2, 2],
        ['checks_changed', 'passed', 4, 0],
      ]);
    });

    test('does not repeat checks that were unknown in between', async () => {
      for (const state of ['pending', null, 'pending', 'passed', null, 'passed'] as const) {
        await refresh({ checks: checks(state) });
      }
      const states = (await listEventsAfter(2)).map(({ state }) => state);
      expect(states).toEqual(['pending', 'passed']);
    });

    test('shows checks that were unknown in between and have changed, or are of a new commit', async () => {
      await refresh({ checks: checks('passed', 1) });
      await refresh(noChecks);
      await refresh({ checks: checks('passed', 2) });
      await refresh({ ...noChecks, headSha: sha('b') });
      await refresh({ checks: checks('passed', 2), headSha: sha('b') });
      const shown = (await listEventsAfter(2)).map(({ kind, passed }) => passed ?? kind);
      expect(shown).toEqual([1, 2, 'commits_pushed', 2]);
    });

    test('shows the result for a new commit', async () => {
      await refresh({ checks: checks('passed', 1) });
      await refresh({ checks: checks('passed', 1), headSha: sha('b') });
      expect((await listEventsAfter(2)).map(({ kind }) => kind)).toEqual([
        'checks_changed',
        'commits_pushed',
        'checks_changed',
      ]);
    });
  });

  describe('of mergeability', () => {
    const listMergeability = async () =>
      (await listEventsAfter(2)).map(({ mergeability }) => mergeability);
    const refreshMergeability = async (...values: PullRequest['mergeability'][]) => {
      for (const mergeability of values) await refresh({ ...noChecks, mergeability });
    };

    test('shows changes, whatever is computed in between', async () => {
      await refreshMergeability('mergeable', 'computing', 'mergeable', 'conflicting', 'computing');
      await refreshMergeability(
        'conflicting',
        'unknown',
        'blocked',
        'behind',
        'computing',
        'mergeable',
      );
      expect(await listMergeability()).toEqual(['conflicting', 'blocked', 'behind', 'mergeable']);
    });

    test('shows a first value that prevents merging', async () => {
      await refreshMergeability('computing', 'conflicting');
      expect(await listMergeability()).toEqual(['conflicting']);
    });

    test('does not compare with another pull request', async () => {
      await refreshMergeability('mergeable', 'conflicting');
      const url = 'https://forge.test/acme/app/pull/2';
      await refresh({ ...noChecks, url, mergeability: 'computing' });
      await refresh({ ...noChecks, url, mergeability: 'mergeable' });
      expect((await listEventsAfter(3)).map(({ kind }) => kind)).toEqual(['pull_request_found']);
    });

    test('does not show a settled pull request', async () => {
      await refreshMergeability('mergeable');
      await refresh({ ...noChecks, state: 'merged', mergeability: 'conflicting', autoMerge: true });
      expect((await listEventsAfter(2)).map(({ kind }) => kind)).toEqual(['state_changed']);
    });

    test('shows auto-merge and the merge queue', async () => {
      await refresh(noChecks);
      await refresh({ ...noChecks, autoMerge: true });
      await refresh({ ...noChecks, autoMerge: true, inMergeQueue: true, mergeQueuePosition: 3 });
      await refresh({ ...noChecks, autoMerge: true, inMergeQueue: true, mergeQueuePosition: 2 });
      expect(await listEventsAfter(2)).toEqual([
        { kind: 'merge_plan_changed', auto_merge: true, in_merge_queue: false },
        { kind: 'merge_plan_changed', auto_merge: true, in_merge_queue: true },
      ]);
    });
  });

  describe('of failed refreshes', () => {
    test('shows the first failure of a kind, and the recovery', async () => {
      await fail(unavailable);
      await fail({ ...unavailable, message: 'forge.test answered 503' });
      await fail({ kind: 'timed_out', message: 'no answer' });
      await refresh(noChecks);
      expect(await listEventsAfter(1)).toMatchObject([
        { kind: 'look_failed', failure: 'unavailable', message: unavailable.message },
        { kind: 'look_failed', failure: 'timed_out', message: 'no answer' },
        { kind: 'recovered' },
        { kind: 'pull_request_found' },
      ]);
    });

    test('shows a pause and its end, in every affected row', async () => {
      await arranged.createChat('two');
      await arranged.signal('two');
      const pausedAt = await arranged.now();
      await arranged.store.pauseToken({
        forgeId: 'forge',
        tokenFingerprint: 'shared',
        retryInMs: 600_000,
        bucket: null,
        statusBuckets: ['core'],
        message: 'paused',
        shared: true,
      });
      const [failed] = await listEventsAfter(1);
      expect(failed).toMatchObject({ kind: 'look_failed', failure: 'rate_limited' });
      const retryAt = new Date(String(failed?.retry_at)).getTime();
      expect(retryAt).toBeGreaterThanOrEqual(pausedAt + 600_000);
      const counted = await runSql<{ count: number }>(
        database,
        `SELECT count(*) FROM tracked_branch_events WHERE kind = 'look_failed'`,
      );
      expect(counted).toEqual([{ count: 2 }]);
    });
  });

  test('is written in the transaction of the change', async () => {
    const undone = database.transaction(async (connection) => {
      await runSql(connection, `UPDATE chat_diff_statuses SET pull_request_title = 'x', url = 'y'`);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await listEventsAfter(1)).toEqual([]);
  });

  test('is listed in pages, newest first', async () => {
    for (const title of ['a', 'b', 'c']) await refresh({ ...noChecks, title });
    const first = await list(2);
    const second = await list(2, first.at(-1)?.id);
    expect([...first, ...second].map(({ kind, detail }) => [kind, detail.title])).toEqual([
      ['title_changed', 'c'],
      ['title_changed', 'b'],
      ['pull_request_found', 'a'],
      ['branch_tracked', undefined],
    ]);
  });

  test('is read from its index, whatever its size', async () => {
    await runSql(
      database,
      `INSERT INTO chat_diff_statuses (chat_id, git_remote_origin, git_branch)
      SELECT 'one', $1, 'branch-' || n FROM generate_series(1, 50) n`,
      [origin],
    );
    await runSql(
      database,
      `INSERT INTO tracked_branch_events (chat_id, git_remote_origin, git_branch, kind, detail)
      SELECT chat_id, git_remote_origin, git_branch, 'push_seen', '{}'
      FROM chat_diff_statuses, generate_series(1, 100)`,
    );
    await runSql(database, 'ANALYZE');
    const explain = { name: 'explain-timeline', text: `EXPLAIN ${listTimelineStatement.text}` };
    const plan = JSON.stringify(await database.query(explain, ['one', origin, 'main', 1_000, 50]));
    expect(plan).toMatch(/Index Scan (Backward )?using tracked_branch_events_to_\d+_pkey/);
    // Empty partitions are scanned.
    expect(plan).not.toMatch(/Seq Scan on \w+ \w+ +\(cost=0\.00\.\.[1-9]/);
  });

  test('is deleted together with its chat', async () => {
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, 'SELECT id FROM tracked_branch_events')).toEqual([]);
  });

  describe('is bounded', () => {
    const bounds = { ageMs: 60_000, mostEntries: 3 };

    test('by the number of entries of each branch', async () => {
      await arranged.signal('one', 'other');
      for (const title of ['a', 'b', 'c', 'd', 'e']) await refresh({ ...noChecks, title });
      await deleteOldTimeline(database, bounds);
      expect((await listEvents()).map(({ title }) => title)).toEqual(['c', 'd', 'e']);
      expect(
        await runSql(database, `SELECT kind FROM tracked_branch_events WHERE git_branch = 'other'`),
      ).toEqual([{ kind: 'branch_tracked' }]);
    });
  });
});
