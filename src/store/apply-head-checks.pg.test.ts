import { beforeEach, describe, expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { toFacts } from '../../test/support/scripted-deliveries.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
  origin,
} from '../../test/support/stored-chats.ts';
import { type CheckRun, countChecks } from '../domain/checks.ts';
import type { ApplyHeadChecks, PullRequestFacts } from '../domain/delivery.ts';
import type { PullRequest } from '../domain/diff-status.ts';
import { mostListedRuns } from '../domain/merge-checks.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import type { Database } from './database.ts';
import { listTimeline } from './queries/branches/list-timeline.ts';
import { settleVerdicts } from './settle-verdicts.ts';

const headSha = 'a'.repeat(40);
const branch = 'agent/work';
const commit = {
  forgeId: 'forge',
  repository: 'acme/app',
  sha: headSha,
  pullRequestPrefix: 'https://forge.test/acme/app/pull/',
};

const toRun = (name: string, state: CheckRun['state'], sequence: number) =>
  toCheckRun(name, state, {
    app: 'actions',
    suite: 1,
    sequence,
    startedAt: new Date(Date.parse('2026-01-01T11:00:00Z') + sequence * 1_000),
  });
const build = toRun('build', 'passed', 1);
const secondPullRequest = { number: 2, url: 'https://forge.test/acme/app/pull/2' };
const running = toRun('test', 'pending', 2);
const passed = toRun('test', 'passed', 2);
const failed = toRun('test', 'failed', 2);

const count = (runs: readonly CheckRun[], requiredNames: readonly string[] | null = []) =>
  countChecks(runs, { headSha, requiredNames });

describeEachDatabase('checks of a commit that are reported', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  const approved = { approved: true, reviewDecision: 'approved', headSha } as const;
  const record = (row: AcquiredRow, change: Partial<PullRequest>, sinceAcquiredMs = 0) =>
    arranged.store.recordPullRequest(
      row,
      toPullRequest({ ...approved, ...change }),
      inTwoMinutes,
      undefined,
      sinceAcquiredMs,
    );
  async function refresh(change: Partial<PullRequest>, chatId = 'one'): Promise<void> {
    await record(await arranged.signalAndAcquire(chatId, branch), change);
  }
  const apply = (run: CheckRun, change: Partial<ApplyHeadChecks> = {}) =>
    arranged.store.applyHeadChecks({
      ...commit,
      reported: { kind: 'runs', runs: [run], requiresByName: true },
      ...change,
    });
  const deliver = async (...delivery: Parameters<typeof apply>) =>
    (await apply(...delivery)).rowCount;
  const isDue = async (chatId = 'one') => ((await arranged.dueIn(chatId)) ?? 1) < 0;
  async function readVerdict() {
    await settleVerdicts(database, 100);
    const { verdict_reason, verdict_detail } = await arranged.read('one');
    return { reason: verdict_reason, detail: verdict_detail };
  }
  async function acquireDue(): Promise<AcquiredRow> {
    await arranged.pass(1_000);
    const [row] = await arranged.acquire();
    if (!row) throw new Error('the row is not due');
    return row;
  }

  describe('by a delivery', () => {
    test('are shown at once, and the forge is not read while others run', async () => {
      const lint = toRun('lint', 'pending', 3);
      await refresh({ checks: count([build, running, lint]) });
      expect(await deliver(failed)).toBe(1);
      expect(await arranged.read('one')).toMatchObject({
        checks_state: 'failed',
        checks_passed: 1,
        checks_failed: 1,
        checks_pending: 1,
        checks_head_sha: headSha,
      });
      expect(await isDue()).toBe(false);
      expect(await readVerdict()).toMatchObject({ reason: 'checks_failed' });
      const key = { chatId: 'one', remoteOrigin: origin, branch, before: null };
      const timeline = await listTimeline(database, { ...key, limit: 10 });
      expect(timeline.map(({ kind }) => kind)).toContain('checks_changed');
    });

    test('are counted by the rules that were read', async () => {
      const checks = count([build, running], ['build', 'deploy']);
      await refresh({ checks });
      await deliver(toRun('deploy', 'failed', 4));
      expect(await arranged.read('one')).toMatchObject({
        checks_required: { passed: 1, failed: 1, pending: 0, missing: 0 },
        checks_missing: [],
      });
    });

    test('S14: are never ready to merge before a read has confirmed the list', async () => {
      await refresh({ checks: count([build, running]) });
      await deliver(passed);
      expect(await arranged.read('one')).toMatchObject({ checks_state: 'passed' });
      expect(await readVerdict()).toMatchObject({
        reason: 'checks_running',
        detail: 'The last check has ended. The list of checks is being read again.',
      });
      const row = await acquireDue();
      expect(row.routine).toBe(true);
      await record(row, { checks: count([build, passed]) });
      expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
      expect(await isDue()).toBe(false);
    });

    test('that arrive twice or late change nothing', async () => {
      await refresh({ checks: count([build, passed, toRun('lint', 'pending', 3)]) });
      const before = await arranged.read('one');
      await deliver(running);
      await deliver(passed);
      await deliver(toRun('build', 'failed', 0));
      expect(await arranged.read('one')).toEqual(before);
    });

    test('of another commit, repository or forge change nothing', async () => {
      await refresh({ checks: count([build, running]) });
      const before = await arranged.read('one');
      expect(await deliver(failed, { sha: 'b'.repeat(40) })).toBe(0);
      const elsewhere = { repository: 'acme/b', pullRequestPrefix: 'https://forge.test/acme/b/' };
      expect(await deliver(failed, elsewhere)).toBe(0);
      expect(await deliver(failed, { forgeId: 'other' })).toBe(0);
      expect(await arranged.read('one')).toEqual(before);
    });

    test('name the rows that show them, and those that a read has to complete', async () => {
      await refresh({ checks: count([build, running]) });
      const key = { chatId: 'one', remoteOrigin: origin, branch };
      expect(await apply(toRun('lint', 'pending', 3))).toEqual({
        rowCount: 1,
        due: [],
        shown: [key],
      });
      await refresh({ checks: { unreadable: 'No.' } });
      const { due, shown } = await apply(failed);
      expect({ due, shown }).toMatchObject({ due: [key], shown: [] });
    });

    test('of a fork are found by the base repository of its pull request', async () => {
      const url = 'https://forge.test/upstream/app/pull/1';
      await refresh({ url, checks: count([build, running]) });
      const pullRequestPrefix = 'https://forge.test/upstream/app/pull/';
      await deliver(failed, { repository: 'upstream/app', pullRequestPrefix });
      expect(await arranged.read('one')).toMatchObject({ checks_failed: 1 });
    });

    test('are shown to every owner who could read them, and to no other (S12)', async () => {
      await arranged.createChat('two', 'grace');
      await arranged.createChat('three', 'eve');
      for (const [chatId, owner] of [
        ['one', 'ada'],
        ['two', 'grace'],
        ['three', 'eve'],
      ] as const) {
        await arranged.signal(chatId, branch, 'forge', owner);
        await arranged.pass(1_000);
        for (const row of await arranged.acquire()) {
          await record(row, { checks: count([build, running]) });
        }
      }
      await arranged.signal('three', branch, 'forge', 'eve');
      const refused = await acquireDue();
      const failure = { kind: 'forbidden', message: 'No access.' } as const;
      await arranged.store.recordFailure(refused, failure, inTwoMinutes);
      expect(await deliver(failed)).toBe(3);
      expect(await arranged.read('two')).toMatchObject({ checks_failed: 1 });
      expect(await arranged.read('one')).toMatchObject({ checks_failed: 1 });
      expect(await arranged.read('three')).toMatchObject({ checks_failed: 0 });
      expect(await isDue('three')).toBe(true);
    });

    test.each<[string, Partial<PullRequest>]>([
      ['there is no list', { checks: null }],
      ['the token may not read checks (S16)', { checks: { unreadable: 'No.' } }],
      ['the list is of another commit', { checks: { ...count([build]), headSha: 'b'.repeat(40) } }],
      [
        'there are too many to store',
        {
          checks: count(
            Array.from({ length: mostListedRuns + 1 }, (_, index) =>
              toRun(`check ${index}`, 'passed', index),
            ),
          ),
        },
      ],
      ['a run cannot be placed', { checks: count([build, { ...running, sequence: 1, suite: 7 }]) }],
    ])('only make the row due where %s', async (_, change) => {
      await refresh(change);
      const before = await arranged.read('one');
      await deliver(failed);
      const { checks_state, checks_failed, checks_unreadable } = before;
      const same = { checks_state, checks_failed, checks_unreadable };
      expect(await arranged.read('one')).toMatchObject(same);
      expect(await isDue()).toBe(true);
    });

    describe('of a commit that a delivery has just shown as the head', () => {
      const pushed = 'b'.repeat(40);
      const deliverPush = (change: Partial<PullRequestFacts> = {}) =>
        arranged.store.recordPullRequestFacts({
          forgeId: 'forge',
          head: { repository: { owner: 'acme', name: 'app' }, branch },
          facts: toFacts({ headSha: pushed, ...change }),
        });

      test('begin a list that is counted by the rules of the base, and need no read', async () => {
        await refresh({ checks: count([build, passed], ['build', 'test']) });
        await deliverPush();
        expect(await arranged.read('one')).toMatchObject({ checks_state: null });
        await deliver(toRun('build', 'pending', 7), { sha: pushed });
        expect(await arranged.read('one')).toMatchObject({
          checks_head_sha: pushed,
          checks_state: 'pending',
          checks_passed: 0,
          checks_pending: 1,
          checks_required: { passed: 0, failed: 0, pending: 1, missing: 1 },
          checks_missing: ['test'],
        });
        expect(await isDue()).toBe(false);
      });

      test('S14: are never ready to merge before a read', async () => {
        await refresh({ checks: count([build]) });
        await deliverPush();
        await deliver(toRun('build', 'passed', 7), { sha: pushed });
        expect(await arranged.read('one')).toMatchObject({ checks_state: 'passed' });
        expect((await readVerdict()).reason).not.toBe('ready_to_merge');
        expect(await isDue()).toBe(true);
      });

      test.each<[string, Partial<PullRequest>, Partial<PullRequestFacts>]>([
        ['the rules are unknown', { checks: count([build], null) }, {}],
        ['the token may not read checks (S16)', { checks: { unreadable: 'No.' } }, {}],
        ['the base is another branch', { checks: count([build]) }, { baseBranch: 'next' }],
        ['another pull request is shown', { state: 'closed', checks: null }, secondPullRequest],
      ])('only make the row due where %s', async (_, change, facts) => {
        await refresh(change);
        await deliverPush(facts);
        await deliver(toRun('build', 'failed', 7), { sha: pushed });
        expect(await arranged.read('one')).toMatchObject({ checks_state: null });
        expect(await isDue()).toBe(true);
      });
    });

    test('of a merged pull request change nothing', async () => {
      await refresh({ checks: count([build, running]) });
      await refresh({ state: 'merged', checks: null });
      await deliver(failed);
      expect(await arranged.read('one')).toMatchObject({ checks_failed: 0 });
      expect(await isDue()).toBe(false);
    });
  });

  describe('by a read that overlaps deliveries', () => {
    test('never take back what was delivered after the read began', async () => {
      await refresh({ checks: count([build, running]) });
      await arranged.pass(130_000);
      const row = await acquireDue();
      await deliver(passed);
      await record(row, { checks: count([build, running]), title: 'New title' });
      expect(await arranged.read('one')).toMatchObject({
        checks_passed: 2,
        checks_pending: 0,
        pull_request_title: 'New title',
      });
      expect(await readVerdict()).toMatchObject({ reason: 'checks_running' });
      expect(await isDue()).toBe(true);
    });

    test('nor what was delivered shortly before, because replicas of the forge lag', async () => {
      await refresh({ checks: count([build, running]) });
      await deliver(passed);
      await record(await acquireDue(), { checks: count([build, running]) });
      expect(await arranged.read('one')).toMatchObject({ checks_passed: 2 });
      expect(await isDue()).toBe(true);
      await arranged.pass(20_000);
      const again = await acquireDue();
      await record(again, { checks: count([build, { ...running, sequence: 9 }]) });
      expect(await arranged.read('one')).toMatchObject({ checks_passed: 1, checks_pending: 1 });
    });

    test('are shown with what else was read and delivered', async () => {
      const lint = toRun('lint', 'pending', 3);
      await refresh({ checks: count([build, running, lint]) });
      const row = await arranged.signalAndAcquire('one', branch);
      await deliver(failed);
      const ended = { ...lint, state: 'passed' as const };
      await record(row, { checks: count([build, running, ended]) });
      expect(await arranged.read('one')).toMatchObject({ checks_passed: 2, checks_failed: 1 });
    });

    test('are never replaced by a delivery about an earlier state', async () => {
      await refresh({ checks: count([build, running]) });
      await refresh({ checks: count([build, { ...passed, sequence: 5 }]) });
      await deliver(failed);
      expect(await arranged.read('one')).toMatchObject({ checks_passed: 2, checks_failed: 0 });
      expect(await isDue()).toBe(false);
    });
  });

  test('by a list of one owner are shown in the rows of that owner only (S12)', async () => {
    await arranged.createChat('two', 'grace');
    for (const [chatId, owner] of [
      ['one', 'ada'],
      ['two', 'grace'],
    ] as const) {
      await arranged.signal(chatId, branch, 'forge', owner);
      await arranged.pass(1_000);
      for (const row of await arranged.acquire()) {
        await record(row, { checks: count([build, running]) });
      }
    }
    const reported = { kind: 'list', runs: [build, passed], sinceReadMs: 0 } as const;
    const applied = await arranged.store.applyHeadChecks({ ...commit, reported, ownerId: 'ada' });
    expect(applied.rowCount).toBe(1);
    expect(await arranged.read('one')).toMatchObject({ checks_passed: 2, checks_pending: 0 });
    expect(await arranged.read('two')).toMatchObject({ checks_pending: 1 });
    expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
  });
});
