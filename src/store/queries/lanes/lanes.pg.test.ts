import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore } from '../../../../test/support/stored-chats.ts';
import type { Checks } from '../../../domain/checks.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { ListedPullRequest, PlanLanes } from '../../../domain/repository-lane.ts';
import type { Database } from '../../database.ts';

const urlPrefix = 'https://forge.test/acme/app/pull/';
const lane = { forgeId: 'forge', urlPrefix, ownerId: 'ada', headSha: '' };
const hour = 3_600_000;
const changedAt = new Date(Date.now() - hour);
const headSha = 'a'.repeat(40);

const toListed = (change: Partial<ListedPullRequest> = {}): ListedPullRequest => ({
  url: 'https://forge.test/acme/app/pull/1',
  number: 1,
  isOpen: true,
  changedAt,
  headSha,
  headRepository: 'acme/app',
  headBranch: 'main',
  ...change,
});

const toUrl = (number: number) => `https://forge.test/acme/app/pull/${number}`;

/** Everything that is required has passed. */
const optional = (counts: Partial<Checks>): Checks => {
  return { ...toChecks({ passed: 2 }), ...counts, state: 'passed' };
};

describeEachDatabase('repository lanes', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  /** Nothing that people see has changed for so long. */
  const quietFor = (duration: string) =>
    runSql(database, `UPDATE chat_diff_statuses SET changed_at = now() - interval '${duration}'`);

  /** A row without a lease, whose pull request was fetched. */
  const store = async (
    chatId: string,
    change: Partial<PullRequest> = {},
    repository?: { name: string; id: string },
  ) => {
    const row = await arranged.signalAndAcquire(chatId);
    const pullRequest = toPullRequest({ changedAt, headSha, ...change });
    const due = { kind: 'routine', delayMs: 120_000 } as const;
    await arranged.store.recordPullRequest(row, pullRequest, due, repository);
  };

  const plan = (change: Partial<PlanLanes> = {}) =>
    arranged.store.planLanes({
      forgeIds: ['forge'],
      checkForgeIds: [],
      awaited: [],
      scope: { kind: 'owners', ids: ['ada', 'grace'] },
      ...change,
    });

  describe('are planned', () => {
    test('one for each owner and repository with an open pull request', async () => {
      await arranged.createChat('two');
      await arranged.createChat('three', 'grace');
      await store('one');
      await store('two', { url: 'https://forge.test/acme/app/pull/2', number: 2 });
      await arranged.signal('three', 'main', 'forge', 'grace');
      await arranged.pass(1_000);
      const [theirs] = await arranged.acquire();
      const due = { kind: 'routine', delayMs: 120_000 } as const;
      if (theirs) await arranged.store.recordPullRequest(theirs, toPullRequest(), due);

      await plan();

      const acquired = await arranged.store.acquireLanes(10);
      expect(acquired).toHaveLength(2);
      expect(acquired).toEqual(
        expect.arrayContaining([
          expect.objectContaining(lane),
          expect.objectContaining({ ...lane, ownerId: 'grace' }),
        ]),
      );
    });

    test.each(['merged', 'closed'] as const)(
      'none for a pull request that is %s',
      async (state) => {
        await store('one', { state });
        await plan();
        expect(await arranged.store.acquireLanes(10)).toEqual([]);
      },
    );

    test('and deleted without an open pull request', async () => {
      await store('one');
      await plan();
      await store('one', { state: 'merged' });
      await plan();
      expect(await arranged.store.findNextLane()).toBeUndefined();
    });

    test('and keep their due time', async () => {
      await store('one');
      await plan();
      const [acquired] = await arranged.store.acquireLanes(10);
      if (acquired) await arranged.store.scheduleLane(acquired, { delayMs: hour, changedAt });
      await plan();
      expect(await arranged.store.acquireLanes(10)).toEqual([]);
      expect(await arranged.store.findNextLane()).toBeGreaterThan(hour - 60_000);
    });
  });

  test.each([
    ['within 15 seconds', null, 15_000],
    ['within two minutes where webhooks are live', '1 minute', 120_000],
    ['within 15 seconds where webhooks are silent', '2 days', 15_000],
  ])('are due after a change of a pull request %s', async (_, deliveredAgo, withinMs) => {
    await store('one');
    await plan();
    const [acquired] = await arranged.store.acquireLanes(10);
    const next = { delayMs: hour, changedAt, repository: 'acme/app' };
    if (acquired) await arranged.store.scheduleLane(acquired, next);
    await runSql(
      database,
      `INSERT INTO webhook_feeds (forge_id, repository, last_delivery_at)
       SELECT 'forge', 'acme/app', now() - ago FROM CAST($1 AS interval) AS ago`,
      [deliveredAgo],
    );
    await store('one', { changedAt: new Date(changedAt.getTime() + 1_000) });

    await plan();

    const dueInMs = await arranged.store.findNextLane();
    expect(dueInMs).toBeLessThanOrEqual(withinMs);
    expect(dueInMs).toBeGreaterThan(withinMs - 10_000);
  });

  test('are acquired by one replica at a time', async () => {
    await store('one');
    await plan();
    const both = await Promise.all([1, 2].map(() => arranged.store.acquireLanes(10)));
    expect(both.flat()).toMatchObject([lane]);
  });

  describe('a list', () => {
    beforeEach(() => store('one'));

    test('makes a row due whose pull request changed', async () => {
      const moved = toListed({ changedAt: new Date(changedAt.getTime() + 1_000) });
      expect(await arranged.store.markMovedDue(lane, [moved])).toBe(1);
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test.each([
      ['has not changed', {}],
      ['is older than the stored one', { changedAt: new Date(changedAt.getTime() - 1_000) }],
      ['is another', { url: 'https://forge.test/acme/app/pull/9', number: 9, headBranch: 'x' }],
    ])('does not make a row due whose pull request %s', async (_, change) => {
      expect(await arranged.store.markMovedDue(lane, [toListed(change)])).toBe(0);
    });

    test('S12: affects only rows of its owner', async () => {
      const moved = toListed({ changedAt: new Date() });
      expect(await arranged.store.markMovedDue({ ...lane, ownerId: 'grace' }, [moved])).toBe(0);
    });

    describe('of a repository that is known by its id', () => {
      const changedLater = new Date(changedAt.getTime() + 1_000);
      const renamed = {
        url: 'https://forge.test/acme/renamed/pull/1',
        headRepository: 'acme/renamed',
        headRepositoryId: '7',
      };
      beforeEach(() => store('one', {}, { name: 'acme/app', id: '7' }));

      test('makes a row due whose pull request changed and has another URL since', async () => {
        const moved = toListed({ ...renamed, changedAt: changedLater });
        expect(await arranged.store.markMovedDue(lane, [moved])).toBe(1);
      });

      test.each([
        ['another repository that took over its name', { headRepositoryId: '8' }],
        ['another branch', { ...renamed, headBranch: 'other' }],
        ['another fork of its base', { ...renamed, headRepositoryId: '9' }],
      ])('makes no row due for %s', async (_, change) => {
        const moved = toListed({ changedAt: changedLater, ...change });
        expect(await arranged.store.markMovedDue(lane, [moved])).toBe(0);
      });

      test.each([
        ['confirms a row whose URL has changed', renamed, true],
        ['confirms no row by the list of its successor', { headRepositoryId: '8' }, false],
      ])('%s', async (_, change, isConfirmed) => {
        await arranged.pass(100_000);
        await quietFor('2 hours');
        const before = await arranged.read('one');
        const listed = toListed({ ...change, changedAt: before.pull_request_changed_at });
        await arranged.store.confirmUnmoved(lane, [listed], { confirmMs: 120_000, pollPace: 1 });
        const isRefreshed =
          (await arranged.read('one')).refreshed_at?.getTime() !== before.refreshed_at?.getTime();
        expect(isRefreshed).toBe(isConfirmed);
      });
    });

    describe('with an open pull request of a branch whose stored one is settled', () => {
      beforeEach(() => store('one', { number: 5, state: 'merged', url: toUrl(5) }));

      test.each([
        ['opened after it', 7],
        ['older, and reopened', 1],
      ])('makes the row due: %s', async (_, number) => {
        const open = toListed({ url: toUrl(number), number });
        expect(await arranged.store.markMovedDue(lane, [open])).toBe(1);
        expect(await arranged.dueIn('one')).toBeLessThan(0);
      });

      test.each([
        ['the stored one, as it was before', { url: toUrl(5), number: 5 }],
        ['one that is closed as well', { isOpen: false }],
        ['one of another branch', { headBranch: 'other' }],
      ])('does not make the row due for %s', async (_, change) => {
        expect(await arranged.store.markMovedDue(lane, [toListed(change)])).toBe(0);
      });
    });

    test('does not make a row due for another open pull request of its branch', async () => {
      const other = toListed({ url: toUrl(9), number: 9 });
      expect(await arranged.store.markMovedDue(lane, [other])).toBe(0);
    });

    describe('with an unknown pull request', () => {
      beforeEach(async () => {
        await arranged.createChat('two');
        const row = await arranged.signalAndAcquire('two', 'fresh');
        await arranged.store.recordNoPullRequest(row, { kind: 'when_lease_ends' });
      });
      const opened = {
        url: 'https://forge.test/acme/app/pull/7',
        number: 7,
        headBranch: 'fresh',
      };

      test('makes the row of its branch due', async () => {
        expect(await arranged.store.markMovedDue(lane, [toListed(opened)])).toBe(1);
        expect(await arranged.dueIn('two')).toBeLessThan(0);
      });

      test.each([
        ['another fork has a branch of that name', { headRepository: 'mallory/app' }],
        ['the branch differs by case', { headBranch: 'Fresh' }],
        ['it is closed', { isOpen: false }],
      ])('does not make the row due when %s', async (_, change) => {
        const listed = toListed({ ...opened, ...change });
        expect(await arranged.store.markMovedDue(lane, [listed])).toBe(0);
      });
    });

    describe('confirms a row that has not changed', () => {
      const confirm = (change = {}, pollPace = 1) =>
        arranged.store.confirmUnmoved(lane, [toListed(change)], {
          confirmMs: 120_000,
          pollPace,
        });
      beforeEach(() => quietFor('2 hours'));

      test('for one interval, and as refreshed', async () => {
        await arranged.pass(100_000);
        const before = await arranged.read('one');
        await arranged.store.confirmUnmoved(
          lane,
          [toListed({ changedAt: before.pull_request_changed_at })],
          { confirmMs: 120_000, pollPace: 1 },
        );
        expect(await arranged.dueIn('one')).toBeGreaterThan(110_000);
        expect((await arranged.read('one')).refreshed_at).not.toEqual(before.refreshed_at);
      });

      test('for no longer than ten minutes after a full fetch', async () => {
        await database.query({
          name: 'test-age-detail',
          text: `UPDATE chat_diff_statuses SET fully_read_at = now() - interval '9 minutes 30 seconds',
            stale_at = now() + interval '1 second'`,
        });
        await confirm();
        const dueInMs = (await arranged.dueIn('one')) ?? 0;
        expect(dueInMs).toBeGreaterThan(20_000);
        expect(dueInMs).toBeLessThanOrEqual(30_000);
      });

      test.each([
        [0.5, 19],
        [2, 4],
      ])(
        'with a poll pace of %d, until it was read in full %d and a half minutes ago',
        async (pace, minutes) => {
          await database.query({
            name: `test-age-detail-${minutes}`,
            text: `UPDATE chat_diff_statuses SET stale_at = now() + interval '1 second',
            fully_read_at = now() - interval '${minutes} minutes 30 seconds'`,
          });
          await confirm({}, pace);
          const dueInMs = (await arranged.dueIn('one')) ?? 0;
          expect(dueInMs).toBeGreaterThan(20_000);
          expect(dueInMs).toBeLessThanOrEqual(30_000);
        },
      );

      test.each<[string, Partial<PullRequest>]>([
        ['its checks are running', { checks: toChecks({ pending: 1 }) }],
        ['a check that is not required is running', { checks: optional({ pending: 1 }) }],
        ['a check that is usual has not started', { checks: optional({ missing: ['lint'] }) }],
        ['its checks failed within a day', { checks: toChecks({ failed: 1 }) }],
        [
          'a check that is not required failed within a day',
          { checks: optional({ failed: 1, optionalFailed: 1 }) },
        ],
        ['its mergeability is unknown', { mergeability: 'computing' }],
      ])('but not while %s', async (_, change) => {
        await store('one', change);
        await quietFor('2 hours');
        const before = await arranged.read('one');
        await confirm({ changedAt: before.pull_request_changed_at });
        expect((await arranged.read('one')).refreshed_at).toEqual(before.refreshed_at);
      });

      test('but not within an hour of its last change, when checks are mostly run again', async () => {
        await quietFor('50 minutes');
        const before = await arranged.read('one');
        await confirm({ changedAt: before.pull_request_changed_at });
        expect((await arranged.read('one')).refreshed_at).toEqual(before.refreshed_at);
      });

      test('S1: but not while a worker has leased it', async () => {
        await arranged.pass(120_000);
        await arranged.acquire();
        const before = await arranged.read('one');
        await arranged.store.confirmUnmoved(
          lane,
          [toListed({ changedAt: before.pull_request_changed_at })],
          { confirmMs: 120_000, pollPace: 1 },
        );
        expect((await arranged.read('one')).stale_at).toEqual(before.stale_at);
      });

      test('S2: but not when a signal waits', async () => {
        await arranged.signal('one');
        await confirm();
        expect(await arranged.dueIn('one')).toBeLessThan(0);
      });
    });
  });
});
