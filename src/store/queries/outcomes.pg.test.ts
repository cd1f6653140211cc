import { beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../test/support/databases/describe-each-database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { toPullRequest } from '../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../test/support/stored-chats.ts';
import type { NextDue } from '../../domain/backoff.ts';
import type { AcquiredRow } from '../../domain/tracked-branch.ts';
import type { Database } from '../database.ts';
import { findForgeToken } from './tokens/find-forge-token.ts';
import { saveForgeToken } from './tokens/save-forge-token.ts';

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

    test('that is merged leaves nothing scheduled', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), { kind: 'never' });
      expect(await arranged.dueIn('one')).toBeNull();
    });

    test('may have a title with a NUL', async () => {
      const pullRequest = toPullRequest({ title: 'a\0b' });
      await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
      expect((await arranged.read('one')).pull_request_title).toBe('ab');
    });
  });

  describe('that tells only a part', () => {
    const told = {
      headSha: 'a'.repeat(40),
      checks: { state: 'failed', passed: 2, failed: 1, pending: 0 },
      labels: [{ name: 'a\0b', color: '#ff0000' }],
      requestedReviewers: ['grace'],
      reviewDecision: 'approved',
      unresolvedThreads: 3,
      inMergeQueue: true,
      mergeQueuePosition: 2,
      autoMerge: true,
    } as const;
    const untold = {
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
      await arranged.store.recordPullRequest(row, toPullRequest(told), inTwoMinutes);
      row = await arranged.signalAndAcquire('one');
    });

    test('S9: keeps what is known of the rest', async () => {
      expect(await arranged.read('one')).toMatchObject(known);
      const part = toPullRequest({ headSha: told.headSha, ...untold });
      await arranged.store.recordPullRequest(row, part, inTwoMinutes);
      expect(await arranged.read('one')).toMatchObject(known);
    });

    test('never keeps the checks of another head', async () => {
      const pushed = toPullRequest({ ...untold, headSha: 'b'.repeat(40) });
      await arranged.store.recordPullRequest(row, pushed, inTwoMinutes);
      const stored = await arranged.read('one');
      expect(stored).toMatchObject({ checks_state: null, checks_failed: null, additions: null });
      expect(stored).toMatchObject({ labels: known.labels, unresolved_threads: 3 });
    });

    test('never keeps anything of another pull request', async () => {
      const url = 'https://forge.test/acme/app/pull/2';
      const other = toPullRequest({ ...untold, headSha: told.headSha, url, number: 2 });
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

    test('replaces what it tells, empty or not', async () => {
      const checks = { state: null, passed: 0, failed: 0, pending: 0 };
      const emptied = { checks, labels: [], requestedReviewers: [], unresolvedThreads: 0 };
      const pullRequest = toPullRequest({ headSha: told.headSha, ...emptied });
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

  describe('whose mergeability is computed', () => {
    test.each([
      ['computing', 'unknown', null],
      ['unknown', 'unknown', null],
      ['mergeable', 'mergeable', true],
      ['behind', 'behind', true],
      ['blocked', 'blocked', true],
      ['conflicting', 'conflicting', false],
    ] as const)('%s is stored as %s', async (mergeability, stored, mergeable) => {
      const pullRequest = toPullRequest({ mergeability });
      await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
      expect(await arranged.read('one')).toMatchObject({ mergeability: stored, mergeable });
    });

    test('counts the attempts, until it is told or the branch is pushed again', async () => {
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

  describe('that is older than what is stored', () => {
    const at = async (ms: number) => new Date((await arranged.now()) + ms);

    test('changes nothing, and is asked again soon', async () => {
      const changedAt = await at(0);
      const merged = toPullRequest({ state: 'merged', changedAt });
      await arranged.store.recordPullRequest(row, merged, inTwoMinutes);
      row = await arranged.signalAndAcquire('one');

      const lagging = toPullRequest({ changedAt: new Date(changedAt.getTime() - 5_000) });
      await arranged.store.recordPullRequest(row, lagging, inTwoMinutes);

      expect((await arranged.read('one')).pull_request_state).toBe('merged');
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(3_000);
    });

    test('is believed after five minutes: a forge may have lost its last hours', async () => {
      const changedAt = await at(0);
      await arranged.store.recordPullRequest(row, toPullRequest({ changedAt }), inTwoMinutes);
      await arranged.pass(6 * 60_000);
      const [later] = await arranged.acquire();
      const restored = toPullRequest({ title: 'Restored', changedAt: await at(-86_400_000) });

      if (later) await arranged.store.recordPullRequest(later, restored, inTwoMinutes);

      expect((await arranged.read('one')).pull_request_title).toBe('Restored');
    });
  });

  describe('without a pull request', () => {
    test.each<[NextDue, number, number]>([
      [{ kind: 'in', delayMs: 15_000 }, 14_000, 15_000],
      [{ kind: 'when_lease_ends' }, 290_000, 300_000],
    ])('and due %j leaves updated_at alone', async (due, least, most) => {
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
    test('S9: touches nothing that is known, and says why it is not newer', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      const known = await arranged.read('one');
      await arranged.store.recordFailure(row, unavailable, inTwoMinutes);
      const { failure_kind, failure_message, failure_retry_at, stale_at, ...rest } =
        await arranged.read('one');
      expect(known).toMatchObject(rest);
      expect([failure_kind, failure_message]).toEqual(['unavailable', unavailable.message]);
      expect(failure_retry_at).toEqual(stale_at);
    });

    test('is forgotten by the next success', async () => {
      await arranged.store.recordFailure(row, unavailable, inTwoMinutes);
      await arranged.store.recordNoPullRequest(row, inTwoMinutes);
      expect((await arranged.read('one')).failure_kind).toBeNull();
    });
  });

  describe('S1: that comes after the lease ran out', () => {
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
      expect(recorded).toBe('recorded');
      expect((await arranged.read('one')).pr_number).toBe(1);
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test('is stored after several signals', async () => {
      for (let index = 0; index < 3; index += 1) await arranged.signal('one');
      const recorded = await arranged.store.recordNoPullRequest(row, inTwoMinutes);
      expect(recorded).toBe('recorded');
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test('S1: is refused once somebody acquired the row again', async () => {
      await arranged.signal('one');
      await arranged.pass(1_000);
      const [newer] = await arranged.acquire();
      await arranged.signal('one');
      const late = await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      expect(late).toBe('superseded');
      if (newer) {
        const current = toPullRequest({ title: 'newer' });
        expect(await arranged.store.recordPullRequest(newer, current, inTwoMinutes)).toBe(
          'recorded',
        );
      }
      expect((await arranged.read('one')).pull_request_title).toBe('newer');
    });
  });

  describe('S5: a pause', () => {
    const until = new Date(Date.now() + 1_800_000);
    const pause = { forgeId: 'forge', tokenFingerprint: 'shared', until, message: 'wait' };

    test('moves every earlier row of that token behind it', async () => {
      await arranged.createChat('two');
      await arranged.signal('two');
      await arranged.store.pauseToken({ ...pause, shared: true });
      for (const chat of ['one', 'two']) {
        const stored = await arranged.read(chat);
        expect(stored.stale_at?.getTime()).toBeGreaterThanOrEqual(until.getTime());
        expect(stored.stale_at?.getTime()).toBeLessThan(until.getTime() + 5_000);
        expect(stored.failure_kind).toBe('rate_limited');
        expect(stored.failure_retry_at).toEqual(until);
      }
    });

    test('leaves other forges and other tokens alone', async () => {
      await arranged.createChat('other-forge');
      await arranged.signal('other-forge', 'main', 'elsewhere');
      await arranged.createChat('own-token', 'grace');
      await arranged.signal('own-token', 'main', 'forge', 'grace');
      const token = { ciphertext: Buffer.from('x'), fingerprint: 'hers' };
      await saveForgeToken(database, { ownerId: 'grace', forgeId: 'forge', ...token });
      await arranged.store.pauseToken({ ...pause, shared: true });
      expect((await arranged.read('other-forge')).failure_kind).toBeNull();
      expect((await arranged.read('own-token')).failure_kind).toBeNull();
    });

    test('is seen by every replica when it looks the token up', async () => {
      await arranged.store.pauseToken({ ...pause, shared: true });
      const found = await findForgeToken(database, 'ada', 'forge', 'shared');
      expect(found.pausedUntil).toEqual(until);
      const other = await findForgeToken(database, 'ada', 'forge', 'another');
      expect(other.pausedUntil).toBeNull();
    });
  });

  describe('a token that is linked', () => {
    const token = { forgeId: 'forge', ciphertext: Buffer.from('sealed'), fingerprint: 'f' };

    test('makes the owner’s waiting rows due at once', async () => {
      const missing = { kind: 'no_token', message: 'link one' } as const;
      await arranged.store.recordFailure(row, missing, { kind: 'in', delayMs: 600_000 });
      await saveForgeToken(database, { ownerId: 'ada', ...token });
      expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
    });

    test('leaves rows alone that wait for nothing', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      await saveForgeToken(database, { ownerId: 'ada', ...token });
      expect(await arranged.dueIn('one')).toBeGreaterThan(100_000);
    });
  });

  describe('publishing', () => {
    /** What is announced while something happens, up to a marker that is announced last. */
    async function listenDuring(work: () => Promise<unknown>): Promise<string[]> {
      const controller = new AbortController();
      const heard: string[] = [];
      let connected = false;
      const listening = (async () => {
        for await (const heardNow of database.listen('afterpush', controller.signal)) {
          if (heardNow === 'connected') connected = true;
          else if (typeof heardNow === 'object') heard.push(heardNow.payload);
        }
      })();
      await eventually('listening', () => connected);
      await work();
      await database.query({
        name: 'test-notify',
        text: `SELECT pg_notify('afterpush', 'marker')`,
      });
      await eventually('the marker', () => heard.includes('marker'));
      controller.abort();
      await listening;
      return heard.filter((payload) => payload !== 'marker');
    }

    test('S11: a refresh that found nothing new wakes nobody', async () => {
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
      const heard = await listenDuring(() =>
        arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes),
      );
      expect(heard).toEqual([]);
    });

    test('S11: a change that people can see is announced once', async () => {
      const heard = await listenDuring(() =>
        arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes),
      );
      expect(heard.map((payload) => JSON.parse(payload))).toEqual([
        { kind: 'diff_status_change', chat_id: 'one', owner_id: 'ada' },
      ]);
    });

    test('S4: nothing is announced by a transaction that rolls back', async () => {
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

    test('a signal announces the chat and that a row is due', async () => {
      const heard = await listenDuring(() => arranged.signal('one', 'another'));
      const kinds = heard.map((payload): string => JSON.parse(payload).kind);
      expect(new Set(kinds)).toEqual(new Set(['diff_status_change', 'due']));
    });
  });
});
