import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { Checks } from '../../../domain/checks.ts';
import type { PullRequest } from '../../../domain/diff-status.ts';
import type { AcquiredLane, PlanLanes } from '../../../domain/repository-lane.ts';
import type { Database } from '../../database.ts';

const urlPrefix = 'https://forge.test/acme/app/pull/';
const headSha = 'a'.repeat(40);
const key = { forgeId: 'forge', urlPrefix, ownerId: 'ada', headSha };
const passed = { passed: 1, failed: 0, pending: 0, hash: 'h', runs: [] };
const differing = { all: false };

describeEachDatabase('the lane of a head', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  const store = async (chatId: string, change: Partial<PullRequest> = {}) => {
    const row = await arranged.signalAndAcquire(chatId);
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
  };

  const plan = (change: Partial<PlanLanes> = {}) =>
    arranged.store.planLanes({
      forgeIds: ['forge'],
      checkForgeIds: ['forge'],
      awaited: [],
      scope: { kind: 'owners', ids: ['ada', 'grace'] },
      ...change,
    });

  /** Those that are due, of heads only. */
  const acquire = async (): Promise<AcquiredLane[]> => {
    await arranged.pass(10_000);
    const lanes = await arranged.store.acquireLanes(10);
    return lanes.filter((lane) => lane.headSha !== '');
  };

  describe('is planned', () => {
    test('for each head of an open pull request that changed within a day', async () => {
      await store('one');
      await plan();
      expect(await acquire()).toMatchObject([key]);
    });

    test.each<[string, () => Promise<unknown>]>([
      [
        'that has not changed for a day',
        () =>
          runSql(
            database,
            `UPDATE chat_diff_statuses SET changed_at = now() - interval '25 hours'`,
          ),
      ],
      ['of a merged pull request', () => store('one', { state: 'merged' })],
      [
        'of a forge whose checks are not surveyed',
        () => runSql(database, `UPDATE chat_diff_statuses SET forge_id = 'other'`),
      ],
    ])('but not for one %s', async (_, change) => {
      await store('one');
      await change();
      await plan({ forgeIds: ['forge', 'other'] });
      expect(await acquire()).toEqual([]);
    });

    test('for the rows of some chats only, and is due soon after they changed', async () => {
      await store('one');
      await plan();
      const [lane] = await acquire();
      if (lane) await arranged.store.scheduleLane(lane, { delayMs: 300_000 });
      await plan({ scope: { kind: 'chats', ids: ['another'] } });
      expect(await acquire()).toEqual([]);
      await plan({ scope: { kind: 'chats', ids: ['one'] } });
      expect(await acquire()).toHaveLength(1);
    });

    describe('beside webhooks', () => {
      const deliver = async (change: string) => {
        await store('one');
        await plan();
        for (const lane of await arranged.store.acquireLanes(10)) {
          await arranged.store.scheduleLane(lane, { delayMs: 0, repository: 'acme/app' });
        }
        await runSql(
          database,
          `INSERT INTO webhook_feeds (forge_id, repository, last_delivery_at, last_checks_at)
            VALUES ('forge', 'acme/app', now(), now())`,
        );
        await runSql(database, change);
        await plan();
      };

      test('not while they report checks', async () => {
        await deliver('SELECT 1');
        expect(await acquire()).toEqual([]);
      });

      test.each([
        ['they report no checks', 'UPDATE webhook_feeds SET last_checks_at = NULL'],
        [
          'nothing was delivered for a day',
          `UPDATE webhook_feeds SET last_delivery_at = now() - interval '25 hours'`,
        ],
        ['the list had a change that they did not report', 'UPDATE lanes SET missed_at = now()'],
        [
          'a row shows a change that they did not report',
          `UPDATE chat_diff_statuses SET pull_request_changed_at = now() + interval '6 minutes'`,
        ],
      ])('again when %s', async (_, change) => {
        await deliver(change);
        expect(await acquire()).toHaveLength(1);
      });
    });
  });

  describe('compares its checks with the rows of the head', () => {
    const lane = { ...key };

    test('and counts those that show others', async () => {
      await store('one', { checks: toChecks({ pending: 1 }) });
      expect(await arranged.store.compareHead(lane, passed)).toMatchObject({ differing: 1 });
      const pending = { passed: 0, failed: 0, pending: 1, hash: 'p', runs: [] };
      expect(await arranged.store.compareHead(lane, pending)).toMatchObject({ differing: 0 });
    });

    test('and makes those due, which it remembers', async () => {
      await store('one', { checks: toChecks({ pending: 1 }) });
      await plan();
      expect(await arranged.store.markHeadDue(lane, passed, differing)).toBe(1);
      expect(await arranged.dueIn('one')).toBeLessThan(0);
      expect(await acquire()).toMatchObject([{ reportedChecks: 'h' }]);
    });

    test('and makes all of them due where that is wanted', async () => {
      await store('one', { checks: toChecks({ passed: 1 }) });
      expect(await arranged.store.markHeadDue(lane, passed, differing)).toBe(0);
      expect(await arranged.store.markHeadDue(lane, passed, { all: true })).toBe(1);
    });

    test.each<[string, Partial<Checks>, boolean]>([
      ['known', { requiredNames: ['test'] }, true],
      ['known to be none', { requiredNames: null, required: null }, true],
      [
        'known only of each run',
        { requiredNames: null, required: { passed: 0, failed: 0, pending: 1, missing: 0 } },
        false,
      ],
    ])('and knows whether the required checks are %s', async (_, change, areRulesKnown) => {
      await store('one', { checks: { ...toChecks({ pending: 1 }), ...change } });
      expect(await arranged.store.compareHead(lane, passed)).toMatchObject({ areRulesKnown });
    });

    test.each([
      ['of another owner (S12)', { ownerId: 'grace' }],
      ['of another commit', { headSha: 'b'.repeat(40) }],
      ['of another repository', { urlPrefix: 'https://forge.test/acme/other/pull/' }],
    ])('but not with rows %s', async (_, change) => {
      await store('one', { checks: toChecks({ pending: 1 }) });
      expect(await arranged.store.markHeadDue({ ...lane, ...change }, passed, differing)).toBe(0);
    });

    test('S2: and leaves a row alone that is due already', async () => {
      await store('one', { checks: toChecks({ pending: 1 }) });
      await arranged.signal('one');
      expect(await arranged.store.markHeadDue(lane, passed, differing)).toBe(0);
    });
  });

  describe('is scheduled', () => {
    const arrangeLane = async (): Promise<AcquiredLane> => {
      await store('one');
      await plan();
      const [lane] = await acquire();
      if (!lane) throw new Error('no lane was acquired');
      return lane;
    };

    test('at an instant that it shares with others', async () => {
      const lane = await arrangeLane();
      await arranged.store.scheduleLane(lane, { delayMs: 5_000, alignMs: 7_500 });
      const [row] = await database.query<{ due_ms: number; in_ms: number }>({
        name: 'test-due-at',
        text: `SELECT (extract(epoch FROM due_at) * 1000)::float8 AS due_ms,
          (extract(epoch FROM due_at - now()) * 1000)::float8 AS in_ms FROM lanes WHERE head_sha <> ''`,
      });
      expect(Math.round(row?.due_ms ?? 1) % 7_500).toBe(0);
      expect(row?.in_ms).toBeLessThanOrEqual(12_500);
    });

    test('not later than it was made due during its survey', async () => {
      const lane = await arrangeLane();
      await plan({ scope: { kind: 'chats', ids: ['one'] } });
      await arranged.store.scheduleLane(lane, { delayMs: 300_000 });
      expect(await acquire()).toHaveLength(1);
    });

    test('with what it takes of its token', async () => {
      const lane = await arrangeLane();
      const demand = { requestsPerMinute: 12, tokenFingerprint: 'f' };
      await arranged.store.scheduleLane(lane, { delayMs: 5_000, demand });
      expect(await arranged.store.listLaneLoads()).toEqual([
        { tokenFingerprint: 'f', requestsPerMinute: 12, ofHeads: 12 },
      ]);
    });

    test('sooner while a person has the chat open', async () => {
      const lane = await arrangeLane();
      await arranged.store.scheduleLane(lane, { delayMs: 300_000 });
      await arranged.store.bringForward({ chatId: 'one', maximumAgeMs: 30_000 });
      await arranged.pass(15_000);
      expect(await acquire()).toEqual([]);
      await arranged.pass(10_000);
      expect(await acquire()).toHaveLength(1);
      const { sinceOpenedMs } = await arranged.store.compareHead(key, passed);
      expect(sinceOpenedMs).toBeGreaterThanOrEqual(35_000);
    });
  });

  describe('that has found the stored checks', () => {
    beforeEach(async () => {
      await store('one', { checks: toChecks({ failed: 1 }), changedAt: new Date(0) });
      await plan();
      const [lane] = await acquire();
      if (lane) await arranged.store.scheduleLane(lane, { delayMs: 60_000, isConfirmed: true });
    });

    const listed = {
      url: `${urlPrefix}1`,
      number: 1,
      isOpen: true,
      headSha,
      headRepository: 'acme/app',
      headBranch: 'main',
    };

    test('confirms the row with the list, for three minutes after it was read', async () => {
      const { pull_request_changed_at: changedAt } = await arranged.read('one');
      await arranged.store.confirmUnmoved({ ...key, headSha: '' }, [{ ...listed, changedAt }], {
        confirmMs: 600_000,
        pollPace: 1,
      });
      const dueInMs = (await arranged.dueIn('one')) ?? 0;
      expect(dueInMs).toBeGreaterThan(150_000);
      expect(dueInMs).toBeLessThanOrEqual(180_000);
    });

    test('spares the row from being read while a person has the chat open', async () => {
      await arranged.store.bringForward({ chatId: 'one', maximumAgeMs: 30_000 });
      expect(await arranged.dueIn('one')).toBeGreaterThan(60_000);
    });
  });
});

describeEachDatabase('the lane of a repository that awaits a pull request', (open) => {
  let arranged: ArrangedStore;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
    await arranged.signal('one', 'fresh');
  });

  const list = () =>
    arranged.store.listAwaiting(['forge'], { kind: 'owners', ids: ['ada', 'grace'] });

  test('is wanted for a branch that was pushed', async () => {
    expect(await list()).toMatchObject([
      {
        forgeId: 'forge',
        ownerId: 'ada',
        repository: 'acme/app',
        remoteOrigin: 'https://forge.test/acme/app.git',
        urlPrefix: null,
      },
    ]);
    expect(
      await arranged.store.listAwaiting(['forge'], { kind: 'chats', ids: ['another'] }),
    ).toEqual([]);
    expect(
      await arranged.store.listAwaiting(['forge'], { kind: 'chats', ids: ['one'] }),
    ).toHaveLength(1);
  });

  test('is the list that earlier pull requests of the repository went to', async () => {
    await arranged.createChat('two');
    const row = await arranged.signalAndAcquire('two');
    const url = 'https://forge.test/parent/app/pull/1';
    await arranged.store.recordPullRequest(row, toPullRequest({ url }), inTwoMinutes);
    expect(await list()).toMatchObject([{ urlPrefix: 'https://forge.test/parent/app/pull/' }]);
  });

  test.each([
    ['a week after the push', `reported_at = now() - interval '8 days'`],
    ['for a row that failed', `failure_kind = 'not_found'`],
    [
      'for one with an open pull request',
      `url = 'https://forge.test/acme/app/pull/1', pull_request_state = 'open'`,
    ],
  ])('is not wanted %s', async (_, change) => {
    await runSql(open(), `UPDATE chat_diff_statuses SET ${change}`);
    expect(await list()).toEqual([]);
  });

  test('is due within three seconds of the push, and knows how long ago that was', async () => {
    const plan = async (reportedAt: Date) => {
      const one = { forgeId: 'forge', ownerId: 'ada', urlPrefix, reportedAt };
      const forges = { forgeIds: ['forge'], checkForgeIds: [] };
      await arranged.store.planLanes({
        ...forges,
        awaited: [one],
        scope: { kind: 'chats', ids: ['one'] },
      });
    };
    const now = await arranged.now();
    await plan(new Date(now - 600_000));
    const [first] = await arranged.store.acquireLanes(1);
    if (first) await arranged.store.scheduleLane(first, { delayMs: 60_000 });
    expect(first?.sinceReportedMs).toBeGreaterThanOrEqual(600_000);

    await plan(new Date(now));
    expect(await arranged.store.findNextLane()).toBeLessThanOrEqual(3_000);
  });
});
