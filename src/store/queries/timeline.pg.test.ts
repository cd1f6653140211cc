import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
  origin,
} from '../../../test/support/stored-chats.ts';
import type { PullRequest } from '../../domain/diff-status.ts';
import type { AcquiredRow } from '../../domain/tracked-branch.ts';
import type { Database } from '../database.ts';
import { deleteOldTimeline } from './branches/delete-old-timeline.ts';
import { listTimeline, statement as listTimelineStatement } from './branches/list-timeline.ts';
import { deleteChat } from './chats/delete-chat.ts';

const sha = (letter: string) => letter.repeat(40);
const checks = (
  state: 'passed' | 'failed' | 'pending' | null,
  passed = 0,
  failed = 0,
  pending = 0,
) => ({ state, passed, failed, pending });
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
  /** Oldest first: how it happened. */
  const tell = async (): Promise<Record<string, unknown>[]> =>
    (await list()).toReversed().map(({ kind, detail }) => ({ kind, ...detail }));
  const tellSince = async (count: number) => (await tell()).slice(count);
  /** One more refresh, with nothing between. */
  const see = async (change: Partial<PullRequest> = {}) => {
    await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now()');
    const [acquired] = await arranged.acquire();
    row = acquired ?? row;
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
  };
  const fail = async (failure: Parameters<typeof arranged.store.recordFailure>[1]) => {
    await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now()');
    const [acquired] = await arranged.acquire();
    await arranged.store.recordFailure(acquired ?? row, failure, inTwoMinutes);
  };

  describe('of pushes', () => {
    test('begins with the first, from which on the branch is tracked', async () => {
      expect(await tell()).toEqual([{ kind: 'branch_tracked' }]);
    });

    test('takes signals that follow each other for one push', async () => {
      await arranged.signal('one');
      await arranged.pass(9_000);
      await arranged.signal('one');
      expect(await tellSince(1)).toEqual([]);
    });

    test('tells of one after a pause', async () => {
      await arranged.pass(10_000);
      await arranged.signal('one');
      await arranged.signal('one');
      expect(await tellSince(1)).toEqual([{ kind: 'push_seen' }]);
    });

    test('says nothing of acquiring and backing off', async () => {
      await arranged.store.recordNoPullRequest(row, { kind: 'in', delayMs: 15_000 });
      await arranged.pass(20_000);
      await arranged.acquire();
      expect(await tellSince(1)).toEqual([]);
    });
  });

  describe('of a pull request', () => {
    test('tells when it was found, and no more until something changes', async () => {
      await see(noChecks);
      await see(noChecks);
      expect(await tellSince(1)).toEqual([
        {
          kind: 'pull_request_found',
          number: 1,
          url: 'https://forge.test/acme/app/pull/1',
          title: 'Fix flaky login test',
          state: 'open',
        },
      ]);
    });

    test('tells what was so when it was found', async () => {
      await see({
        checks: checks('failed', 2, 1),
        approved: true,
        reviewDecision: 'approved',
        requestedReviewers: ['grace'],
        mergeability: 'conflicting',
        autoMerge: true,
      });
      expect((await tellSince(2)).map(({ kind }) => kind)).toEqual([
        'review_changed',
        'reviewers_asked',
        'checks_changed',
        'mergeability_changed',
        'merge_plan_changed',
      ]);
    });

    test('tells its state, draft, title and head', async () => {
      const head = { ...noChecks, headSha: sha('b') };
      await see({ ...noChecks, draft: true });
      await see({ ...noChecks, draft: false });
      await see({ ...noChecks, title: 'Fix login' });
      await see({ ...head, title: 'Fix login' });
      await see({ ...head, title: 'Fix login', state: 'merged' });
      expect(await tellSince(2)).toEqual([
        { kind: 'draft_changed', draft: false },
        { kind: 'title_changed', title: 'Fix login' },
        { kind: 'commits_pushed', head_sha: sha('b') },
        { kind: 'state_changed', state: 'merged' },
      ]);
    });

    test('tells of another one, and does not compare the two', async () => {
      await see({ checks: checks('failed', 0, 3), draft: true });
      const url = 'https://forge.test/acme/app/pull/2';
      await see({ ...noChecks, url, number: 2, title: 'Again', headSha: sha('b') });
      expect(await tellSince(3)).toEqual([
        { kind: 'pull_request_found', number: 2, url, title: 'Again', state: 'open' },
      ]);
    });

    test('tells when it is gone', async () => {
      await see(noChecks);
      await runSql(database, 'UPDATE chat_diff_statuses SET stale_at = now()');
      const [acquired] = await arranged.acquire();
      await arranged.store.clearPullRequest(acquired ?? row, inTwoMinutes);
      expect(await tellSince(2)).toEqual([
        {
          kind: 'pull_request_gone',
          number: 1,
          url: 'https://forge.test/acme/app/pull/1',
          title: 'Fix flaky login test',
        },
      ]);
    });

    test('keeps a long title short', async () => {
      await see({ ...noChecks, title: 'x'.repeat(5_000) });
      expect((await tell())[1]).toMatchObject({ title: 'x'.repeat(1_000) });
    });
  });

  describe('of reviews', () => {
    test('tells of decisions, and not that one is required', async () => {
      await see(noChecks);
      await see({ ...noChecks, reviewDecision: 'review_required' });
      await see({ ...noChecks, reviewDecision: 'changes_requested', changesRequested: true });
      await see({ ...noChecks, reviewDecision: 'approved', approved: true });
      await see({ ...noChecks, reviewDecision: 'review_required' });
      expect((await tellSince(2)).map((event) => [event.kind, event.decision])).toEqual([
        ['review_changed', 'changes_requested'],
        ['review_changed', 'approved'],
        ['review_changed', 'review_required'],
      ]);
    });

    test('names who is asked anew', async () => {
      await see({ ...noChecks, requestedReviewers: ['grace'] });
      await see({ ...noChecks, requestedReviewers: ['alan', 'grace'] });
      await see({ ...noChecks, requestedReviewers: ['alan'] });
      expect(await tellSince(2)).toEqual([
        { kind: 'reviewers_asked', reviewers: ['grace'] },
        { kind: 'reviewers_asked', reviewers: ['alan'] },
      ]);
    });
  });

  describe('of checks', () => {
    const counts = async () =>
      (await tellSince(2)).map(({ kind, state, passed, failed }) => [kind, state, passed, failed]);

    test('tells of their state and of failures, not of each that passes', async () => {
      await see(noChecks);
      await see({ checks: checks('pending', 0, 0, 4) });
      await see({ checks: checks('pending', 2, 0, 2) });
      await see({ checks: checks('failed', 2, 1, 1) });
      await see({ checks: checks('failed', 3, 1, 0) });
      await see({ checks: checks('failed', 2, 2, 0) });
      await see({ checks: checks('passed', 4, 0, 0) });
      expect(await counts()).toEqual([
        ['checks_changed', 'pending', 0, 0],
        ['checks_changed', 'failed', 2, 1],
        ['checks_changed', 'failed', 2, 2],
        ['checks_changed', 'passed', 4, 0],
      ]);
    });

    test('tells what those of a new commit came to', async () => {
      await see({ checks: checks('passed', 1) });
      await see({ checks: checks('passed', 1), headSha: sha('b') });
      expect((await tellSince(2)).map(({ kind }) => kind)).toEqual([
        'checks_changed',
        'commits_pushed',
        'checks_changed',
      ]);
    });
  });

  describe('of what is in the way of a merge', () => {
    const told = async () => (await tellSince(2)).map(({ mergeability }) => mergeability);
    const seeMergeability = async (...values: PullRequest['mergeability'][]) => {
      for (const mergeability of values) await see({ ...noChecks, mergeability });
    };

    test('tells of changes, whatever is computed between', async () => {
      await seeMergeability('mergeable', 'computing', 'mergeable', 'conflicting', 'computing');
      await seeMergeability(
        'conflicting',
        'unknown',
        'blocked',
        'behind',
        'computing',
        'mergeable',
      );
      expect(await told()).toEqual(['conflicting', 'blocked', 'behind', 'mergeable']);
    });

    test('tells what was never told before', async () => {
      await seeMergeability('computing', 'conflicting');
      expect(await told()).toEqual(['conflicting']);
    });

    test('forgets what was told of another pull request', async () => {
      await seeMergeability('mergeable', 'conflicting');
      const url = 'https://forge.test/acme/app/pull/2';
      await see({ ...noChecks, url, mergeability: 'computing' });
      await see({ ...noChecks, url, mergeability: 'mergeable' });
      expect((await tellSince(3)).map(({ kind }) => kind)).toEqual(['pull_request_found']);
    });

    test('says nothing of one that is settled', async () => {
      await seeMergeability('mergeable');
      await see({ ...noChecks, state: 'merged', mergeability: 'conflicting', autoMerge: true });
      expect((await tellSince(2)).map(({ kind }) => kind)).toEqual(['state_changed']);
    });

    test('tells of plans to merge', async () => {
      await see(noChecks);
      await see({ ...noChecks, autoMerge: true });
      await see({ ...noChecks, autoMerge: true, inMergeQueue: true, mergeQueuePosition: 3 });
      await see({ ...noChecks, autoMerge: true, inMergeQueue: true, mergeQueuePosition: 2 });
      expect(await tellSince(2)).toEqual([
        { kind: 'merge_plan_changed', auto_merge: true, in_merge_queue: false },
        { kind: 'merge_plan_changed', auto_merge: true, in_merge_queue: true },
      ]);
    });
  });

  describe('of looks that failed', () => {
    test('tells the first of several alike, and when it was over', async () => {
      await fail(unavailable);
      await fail({ ...unavailable, message: 'forge.test answered 503' });
      await fail({ kind: 'timed_out', message: 'no answer' });
      await see(noChecks);
      expect(await tellSince(1)).toMatchObject([
        { kind: 'look_failed', failure: 'unavailable', message: unavailable.message },
        { kind: 'look_failed', failure: 'timed_out', message: 'no answer' },
        { kind: 'recovered' },
        { kind: 'pull_request_found' },
      ]);
    });

    test('tells of a pause and its end, in every row behind it', async () => {
      await arranged.createChat('two');
      await arranged.signal('two');
      const until = new Date((await arranged.now()) + 600_000);
      await arranged.store.pauseToken({
        forgeId: 'forge',
        tokenFingerprint: 'shared',
        until,
        message: 'paused',
        shared: true,
      });
      const [failed] = await tellSince(1);
      expect(failed).toMatchObject({ kind: 'look_failed', failure: 'rate_limited' });
      expect(new Date(String(failed?.retry_at))).toEqual(until);
      const counted = await runSql<{ count: number }>(
        database,
        `SELECT count(*) FROM tracked_branch_events WHERE kind = 'look_failed'`,
      );
      expect(counted).toEqual([{ count: 2 }]);
    });
  });

  test('is written with the change or not at all', async () => {
    const undone = database.transaction(async (connection) => {
      await runSql(connection, `UPDATE chat_diff_statuses SET pull_request_title = 'x', url = 'y'`);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await tellSince(1)).toEqual([]);
  });

  test('is read from a page to the next, newest first', async () => {
    for (const title of ['a', 'b', 'c']) await see({ ...noChecks, title });
    const first = await list(2);
    const second = await list(2, first.at(-1)?.id);
    expect([...first, ...second].map(({ kind, detail }) => [kind, detail.title])).toEqual([
      ['title_changed', 'c'],
      ['title_changed', 'b'],
      ['pull_request_found', 'a'],
      ['branch_tracked', undefined],
    ]);
  });

  test('is read from its index, however much there is', async () => {
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
    expect(plan).toMatch(/Index Scan using tracked_branch_events_(of_branch|pkey)/);
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  });

  test('goes with the chat', async () => {
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, 'SELECT id FROM tracked_branch_events')).toEqual([]);
  });

  describe('is bounded', () => {
    const bounds = { ageMs: 60_000, mostEntries: 3 };

    test('by age', async () => {
      await see(noChecks);
      await runSql(
        database,
        `UPDATE tracked_branch_events SET at = at - interval '1 hour' WHERE kind = 'branch_tracked'`,
      );
      await deleteOldTimeline(database, bounds);
      expect(await tell()).toMatchObject([{ kind: 'pull_request_found' }]);
    });

    test('by number, for each branch', async () => {
      await arranged.signal('one', 'other');
      for (const title of ['a', 'b', 'c', 'd', 'e']) await see({ ...noChecks, title });
      await deleteOldTimeline(database, bounds);
      expect((await tell()).map(({ title }) => title)).toEqual(['c', 'd', 'e']);
      expect(
        await runSql(database, `SELECT kind FROM tracked_branch_events WHERE git_branch = 'other'`),
      ).toEqual([{ kind: 'branch_tracked' }]);
    });
  });
});
