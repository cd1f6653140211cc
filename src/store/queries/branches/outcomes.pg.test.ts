import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { NextDue } from '../../../domain/backoff.ts';
import type { AcquiredRow } from '../../../domain/tracked-branch.ts';
import type { Database } from '../../database.ts';

const unavailable = { kind: 'unavailable', message: 'forge.test answered 502' } as const;

describeEachDatabase('an outcome', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let row: AcquiredRow;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
    row = await arranged.signalAndAcquire('one');
  });

  describe('with a pull request', () => {
    test('stores all of it and sets updated_at', async () => {
      await arranged.pass(60_000);
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      const stored = await arranged.read('one');
      expect(stored).toMatchObject({
        url: 'https://forge.test/acme/app/pull/1',
        pr_number: 1,
        pull_request_state: 'open',
        pull_request_title: 'Fix flaky login test',
        additions: 3,
        head_branch: 'agent/work',
        failure_kind: null,
      });
      expect(stored.refreshed_at).toEqual(stored.updated_at);
      expect((stored.stale_at?.getTime() ?? 0) - stored.updated_at.getTime()).toBe(120_000);
    });

    test('that is merged leaves the row unscheduled', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), { kind: 'never' });
      expect(await arranged.dueIn('one')).toBeNull();
    });

    test('may have a title with a NUL character', async () => {
      const pullRequest = toPullRequest({ title: 'a\0b' });
      await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
      expect((await arranged.read('one')).pull_request_title).toBe('ab');
    });
  });

  describe('with a partly reported pull request', () => {
    const reported = {
      headSha: 'a'.repeat(40),
      checks: toChecks({ passed: 2, failed: 1 }),
      labels: [{ name: 'a\0b', color: '#ff0000' }],
      requestedReviewers: ['grace'],
      reviewDecision: 'approved',
      unresolvedThreads: 3,
      inMergeQueue: true,
      mergeQueuePosition: 2,
      autoMerge: true,
    } as const;
    const unreported = {
      checks: null,
      labels: null,
      requestedReviewers: null,
      reviewDecision: null,
      unresolvedThreads: null,
      inMergeQueue: null,
      mergeQueuePosition: null,
      autoMerge: null,
      additions: null,
    };
    const known = {
      checks_state: 'failed',
      checks_passed: 2,
      checks_failed: 1,
      checks_pending: 0,
      labels: [{ name: 'ab', color: '#ff0000' }],
      requested_reviewers: ['grace'],
      review_decision: 'approved',
      unresolved_threads: 3,
      in_merge_queue: true,
      merge_queue_position: 2,
      auto_merge: true,
      additions: 3,
    };

    beforeEach(async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(reported), inTwoMinutes);
      row = await arranged.signalAndAcquire('one');
    });

    test('S9: keeps the stored values of what was not reported', async () => {
      expect(await arranged.read('one')).toMatchObject(known);
      const part = toPullRequest({ headSha: reported.headSha, ...unreported });
      await arranged.store.recordPullRequest(row, part, inTwoMinutes);
      expect(await arranged.read('one')).toMatchObject(known);
    });

    test('never keeps the checks of another head commit', async () => {
      const pushed = toPullRequest({ ...unreported, headSha: 'b'.repeat(40) });
      await arranged.store.recordPullRequest(row, pushed, inTwoMinutes);
      const stored = await arranged.read('one');
      expect(stored).toMatchObject({ checks_state: null, checks_failed: null, additions: null });
      expect(stored).toMatchObject({ labels: known.labels, unresolved_threads: 3 });
    });

    test('never keeps what was compared with another base branch, or required by it', async () => {
      const { headSha } = reported;
      const based = toPullRequest({ ...unreported, headSha, baseBranch: 'release' });
      await arranged.store.recordPullRequest(row, based, inTwoMinutes);
      const stored = await arranged.read('one');
      expect(stored).toMatchObject({ checks_state: null, checks_failed: null, additions: null });
      expect(stored).toMatchObject({ labels: known.labels, unresolved_threads: 3 });
    });

    test('never keeps a value of another pull request', async () => {
      const url = 'https://forge.test/acme/app/pull/2';
      const other = toPullRequest({ ...unreported, headSha: reported.headSha, url, number: 2 });
      await arranged.store.recordPullRequest(row, other, inTwoMinutes);
      expect(await arranged.read('one')).toMatchObject({
        pr_number: 2,
        checks_state: null,
        labels: null,
        unresolved_threads: null,
        merge_queue_position: null,
        auto_merge: null,
      });
    });

    test('replaces what is reported, even with empty values', async () => {
      const checks = toChecks({});
      const emptied = { checks, labels: [], requestedReviewers: [], unresolvedThreads: 0 };
      const pullRequest = toPullRequest({ headSha: reported.headSha, ...emptied });
      await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
      expect(await arranged.read('one')).toMatchObject({
        checks_state: null,
        checks_failed: 0,
        labels: [],
        requested_reviewers: [],
        unresolved_threads: 0,
        review_decision: 'none',
        in_merge_queue: false,
      });
    });
  });

  describe('with a mergeability', () => {
    test.each([
      ['computing', 'unknown', null],
      ['unknown', 'unknown', null],
      ['mergeable', 'mergeable', true],
      ['behind', 'behind', true],
      ['blocked', 'blocked', true],
      ['conflicting', 'conflicting', false],
    ] as const)('of %s is stored as %s', async (mergeability, stored, mergeable) => {
      const pullRequest = toPullRequest({ mergeability });
      await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
      expect(await arranged.read('one')).toMatchObject({ mergeability: stored, mergeable });
    });

    test('that the forge is computing counts the attempts until the branch is pushed again', async () => {
      const computing = toPullRequest({ mergeability: 'computing' });
      const again = { kind: 'in', delayMs: 0 } as const;
      await arranged.store.recordPullRequest(row, computing, again);
      const [second] = await arranged.acquire();
      expect(second?.mergeabilityAttempts).toBe(1);
      if (second) await arranged.store.recordPullRequest(second, computing, again);
      const [third] = await arranged.acquire();
      expect(third?.mergeabilityAttempts).toBe(2);

      expect((await arranged.signalAndAcquire('one')).mergeabilityAttempts).toBe(0);
    });
  });

  describe('leaves the row signalled', () => {
    const soon = { kind: 'in', delayMs: 0 } as const;

    test('not after a result that time alone follows', async () => {
      expect(row.signalled).toBe(true);
      await arranged.store.recordPullRequest(row, toPullRequest(), soon);
      expect(await arranged.acquire()).toMatchObject([{ signalled: false }]);
    });

    test('by a push after the result', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      expect(await arranged.signalAndAcquire('one')).toMatchObject({ signalled: true });
    });

    test('by a push during the refresh', async () => {
      await arranged.signal('one');
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      await arranged.pass(1_000);
      expect(await arranged.acquire()).toMatchObject([{ signalled: true }]);
    });

    test('and not served by a refresh that failed', async () => {
      await arranged.store.recordFailure(row, unavailable, soon);
      expect(await arranged.acquire()).toMatchObject([{ signalled: true }]);
    });
  });

  describe('that is older than what is stored', () => {
    const at = async (ms: number) => new Date((await arranged.now()) + ms);

    test('changes nothing, and the row is due again soon', async () => {
      const changedAt = await at(0);
      const merged = toPullRequest({ state: 'merged', changedAt });
      await arranged.store.recordPullRequest(row, merged, inTwoMinutes);
      row = await arranged.signalAndAcquire('one');

      const lagging = toPullRequest({ changedAt: new Date(changedAt.getTime() - 5_000) });
      await arranged.store.recordPullRequest(row, lagging, inTwoMinutes);

      expect((await arranged.read('one')).pull_request_state).toBe('merged');
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(3_000);
    });

    test('is stored after five minutes, because a forge may have been restored from a backup', async () => {
      const changedAt = await at(0);
      await arranged.store.recordPullRequest(row, toPullRequest({ changedAt }), inTwoMinutes);
      await arranged.pass(6 * 60_000);
      const [later] = await arranged.acquire();
      const restored = toPullRequest({ title: 'Restored', changedAt: await at(-86_400_000) });

      if (later) await arranged.store.recordPullRequest(later, restored, inTwoMinutes);

      expect((await arranged.read('one')).pull_request_title).toBe('Restored');
    });

    test('is stored after five minutes although signals go on, because the forge’s clock may have stepped back', async () => {
      const ahead = toPullRequest({ changedAt: await at(3_600_000) });
      await arranged.store.recordPullRequest(row, ahead, inTwoMinutes);
      for (let minute = 0; minute <= 5; minute += 1) {
        await arranged.pass(60_000);
        expect((await arranged.read('one')).pull_request_title).not.toBe('After the step');
        const again = await arranged.signalAndAcquire('one');
        const read = toPullRequest({ title: 'After the step', changedAt: await at(0) });
        await arranged.store.recordPullRequest(again, read, inTwoMinutes);
      }
      expect((await arranged.read('one')).pull_request_title).toBe('After the step');
    });

    test('is fetched again more and more rarely', async () => {
      const ahead = toPullRequest({ changedAt: await at(3_600_000) });
      await arranged.store.recordPullRequest(row, ahead, inTwoMinutes);
      const readBehind = async () => {
        const behind = toPullRequest({ changedAt: await at(0) });
        const again = await arranged.signalAndAcquire('one');
        await arranged.store.recordPullRequest(again, behind, inTwoMinutes);
      };
      await readBehind();
      await arranged.pass(60_000);
      await readBehind();
      expect(await arranged.dueIn('one')).toBeGreaterThan(20_000);
    });
  });

  describe('without a pull request', () => {
    test.each<[NextDue, number, number]>([
      [{ kind: 'in', delayMs: 15_000 }, 14_000, 15_000],
      [{ kind: 'when_lease_ends' }, 290_000, 300_000],
    ])('and due %j does not change updated_at', async (due, least, most) => {
      const before = await arranged.read('one');
      await arranged.store.recordNoPullRequest(row, due);
      const after = await arranged.read('one');
      const dueIn = await arranged.dueIn('one');
      expect(after.updated_at).toEqual(before.updated_at);
      expect(after.refreshed_at).not.toBeNull();
      expect(dueIn).toBeGreaterThan(least);
      expect(dueIn).toBeLessThanOrEqual(most);
    });
  });

  describe('that clears', () => {
    test('forgets every column of the pull request at once', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      await arranged.store.clearPullRequest(row, { kind: 'in', delayMs: 15_000 });
      const { url, pr_number, pull_request_state, head_sha, approved, additions } =
        await arranged.read('one');
      const columns = [url, pr_number, pull_request_state, head_sha, approved, additions];
      expect(columns).toEqual([null, null, null, null, null, null]);
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(15_000);
    });
  });

  describe('that failed', () => {
    test('S9: keeps everything that is known, and stores the reason', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      const known = await arranged.read('one');
      await arranged.store.recordFailure(row, unavailable, inTwoMinutes);
      const { failure_kind, failure_message, failure_retry_at, stale_at, ...rest } =
        await arranged.read('one');
      expect(known).toMatchObject(rest);
      expect([failure_kind, failure_message]).toEqual(['unavailable', unavailable.message]);
      expect(failure_retry_at).toEqual(stale_at);
    });

    test('is cleared by the next success', async () => {
      await arranged.store.recordFailure(row, unavailable, inTwoMinutes);
      await arranged.store.recordNoPullRequest(row, inTwoMinutes);
      expect((await arranged.read('one')).failure_kind).toBeNull();
    });
  });

  describe('S1: that arrives after the lease expired', () => {
    test.each(['pull request', 'no pull request', 'clear', 'failure'] as const)(
      'writes nothing: %s',
      async (kind) => {
        await arranged.pass(300_000);
        await arranged.acquire();
        const before = await arranged.read('one');
        const { store } = arranged;
        const record = {
          'pull request': () => store.recordPullRequest(row, toPullRequest(), inTwoMinutes),
          'no pull request': () => store.recordNoPullRequest(row, inTwoMinutes),
          clear: () => store.clearPullRequest(row, inTwoMinutes),
          failure: () => store.recordFailure(row, unavailable, inTwoMinutes),
        }[kind];
        expect(await record()).toBe('superseded');
        expect(await arranged.read('one')).toEqual(before);
      },
    );
  });

  describe('S2: that a push signal overtook', () => {
    test('is stored, and the row stays due', async () => {
      await arranged.signal('one');
      const recorded = await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      expect(recorded).toBe('interrupted');
      expect((await arranged.read('one')).pr_number).toBe(1);
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test('is stored after several signals', async () => {
      for (let index = 0; index < 3; index += 1) await arranged.signal('one');
      const recorded = await arranged.store.recordNoPullRequest(row, inTwoMinutes);
      expect(recorded).toBe('interrupted');
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test('S1: is refused once the row has been acquired again', async () => {
      await arranged.signal('one');
      await arranged.pass(1_000);
      const [newer] = await arranged.acquire();
      await arranged.signal('one');
      const late = await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      expect(late).toBe('superseded');
      if (newer) {
        const current = toPullRequest({ title: 'newer' });
        expect(await arranged.store.recordPullRequest(newer, current, inTwoMinutes)).toBe(
          'interrupted',
        );
      }
      expect((await arranged.read('one')).pull_request_title).toBe('newer');
    });
  });

  describe('publishing', () => {
    /** Collects the notifications that `work` causes, up to a marker that is sent last. */
    async function listenDuring(work: () => Promise<unknown>): Promise<string[]> {
      const controller = new AbortController();
      const payloads: string[] = [];
      let connected = false;
      const listening = (async () => {
        for await (const event of database.listen('afterpush', controller.signal)) {
          if (event === 'connected') connected = true;
          else if (typeof event === 'object') payloads.push(event.payload);
        }
      })();
      await eventually('listening', () => connected);
      await work();
      await database.query({
        name: 'test-notify',
        text: `SELECT pg_notify('afterpush', 'marker')`,
      });
      await eventually('the marker', () => payloads.includes('marker'));
      controller.abort();
      await listening;
      return payloads.filter((payload) => payload !== 'marker');
    }

    test('S11: skips a refresh that found nothing new', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      const heard = await listenDuring(() =>
        arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes),
      );
      expect(heard).toEqual([]);
    });

    test('S11: announces a visible change once', async () => {
      const heard = await listenDuring(() =>
        arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes),
      );
      expect(heard.map((payload) => JSON.parse(payload))).toEqual([
        { kind: 'diff_status_change', chat_id: 'one', owner_id: 'ada' },
      ]);
    });

    test('S4: announces nothing when a transaction rolls back', async () => {
      const heard = await listenDuring(async () => {
        const failed = database.transaction(async (connection) => {
          await connection.query({
            name: 'test-notify-early',
            text: `SELECT pg_notify('afterpush', 'early')`,
          });
          throw new Error('rolled back');
        });
        await expect(failed).rejects.toThrow('rolled back');
      });
      expect(heard).toEqual([]);
    });

    test('announces a push signal as a change of the chat and as a due row', async () => {
      const heard = await listenDuring(() => arranged.signal('one', 'another'));
      const kinds = heard.map((payload): string => JSON.parse(payload).kind);
      expect(new Set(kinds)).toEqual(new Set(['diff_status_change', 'due']));
    });
  });
});
