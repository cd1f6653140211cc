import { beforeEach, expect, test } from 'vitest';
import { toCheckRun, toChecks } from '../../test/support/checks.ts';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
  origin,
} from '../../test/support/stored-chats.ts';
import { countChecks } from '../domain/checks.ts';
import type { PullRequest } from '../domain/diff-status.ts';
import { decideVerdict } from '../domain/verdict.ts';
import type { Database } from './database.ts';
import { acquireStale } from './queries/branches/acquire-stale.ts';
import { markStale } from './queries/branches/mark-stale.ts';
import { recordPullRequest } from './queries/branches/record-pull-request.ts';
import { recordRows } from './row-batches.ts';
import { settleVerdicts } from './settle-verdicts.ts';
import { toVerdictFacts } from './verdict-facts.ts';

const head = 'a'.repeat(40);
const pushed = 'b'.repeat(40);
const approved = { approved: true, reviewDecision: 'approved', headSha: head } as const;

describeEachDatabase('the verdicts of tracked branches', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  const settle = () => settleVerdicts(database, 100);

  async function refresh(change: Partial<PullRequest>, chatId = 'one'): Promise<void> {
    const row = await arranged.signalAndAcquire(chatId);
    const pullRequest = toPullRequest({ ...approved, ...change });
    await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
  }

  /** Refreshes the row because it is due, without a signal. */
  async function refreshDue(change: Partial<PullRequest>, sinceAcquiredMs = 0): Promise<void> {
    const [row] = await arranged.acquire();
    if (!row) throw new Error('the row is not due');
    const pullRequest = toPullRequest({ ...approved, ...change });
    const { store } = arranged;
    await store.recordPullRequest(row, pullRequest, inTwoMinutes, undefined, sinceAcquiredMs);
  }

  async function readVerdict(chatId = 'one') {
    await settle();
    const row = await arranged.read(chatId);
    expect(row.verdict_is_due).toBe(false);
    return { reason: row.verdict_reason, detail: row.verdict_detail, since: row.verdict_since };
  }

  test('are due after every change, and then no longer', async () => {
    await arranged.signal('one');
    expect(await settle()).toBe(1);
    expect(await settle()).toBe(0);
    expect(await readVerdict()).toMatchObject({ reason: 'looking' });
    await refresh({});
    expect((await arranged.read('one')).verdict_is_due).toBe(true);
    expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
  });

  test('keep the time at which their reason began', async () => {
    await refresh({ checks: toChecks({ failed: 1 }) });
    const first = await readVerdict();
    await arranged.pass(60_000);
    await refresh({ checks: toChecks({ failed: 2 }) });
    const second = await readVerdict();
    expect(second).toMatchObject({ reason: 'checks_failed', detail: '2 checks failed.' });
    expect(second.since?.getTime()).toBe((first.since?.getTime() ?? 0) - 61_000);
  });

  // S13
  test('say that a push is pending until the forge shows its commit', async () => {
    await refresh({});
    await arranged.signal('one', 'main', 'forge', 'ada', pushed);
    expect(await readVerdict()).toMatchObject({ reason: 'push_pending' });
    await arranged.pass(1_000);
    const [row] = await arranged.acquire();
    if (!row) throw new Error('the signalled row was not acquired');
    expect(row.reportedSha).toBe(pushed);
    await arranged.store.recordPullRequest(row, toPullRequest(approved), inTwoMinutes);
    expect(await readVerdict()).toMatchObject({ reason: 'push_pending' });
  });

  // S13
  test('say that a push is pending when it arrived during a refresh', async () => {
    await refresh({});
    const row = await arranged.signalAndAcquire('one');
    await arranged.signal('one');
    await arranged.store.recordPullRequest(row, toPullRequest(approved), inTwoMinutes);
    expect(await readVerdict()).toMatchObject({ reason: 'push_pending' });
  });

  // S13: a transaction has one instant, and so have two signals when the clock steps back between them.
  test('say that a push is pending although an earlier one had the same instant', async () => {
    await refresh({});
    await database.transaction(async (connection) => {
      const mark = { ownerId: 'ada', chatIds: ['one'], remoteOrigin: origin, branch: 'main' };
      const signal = { ...mark, forgeId: 'forge', repository: 'acme/app', headSha: null };
      await markStale(connection, signal);
      const text = `UPDATE chat_diff_statuses SET stale_at = now() - interval '1 minute'`;
      await connection.query({ name: 'test-is-due', text });
      const [row] = await acquireStale(connection, {
        forgeId: 'forge',
        limit: 1,
        ownerLimit: 1,
        running: new Map(),
        leaseMs: 300_000,
        exclusions: { ownerIds: [], keys: [] },
      });
      if (!row) throw new Error('the signalled row was not acquired');
      const pullRequest = toPullRequest(approved);
      await recordRows(connection, recordPullRequest, [
        {
          row,
          pullRequest,
          due: inTwoMinutes,
          repository: undefined,
          sinceAcquiredMs: 0,
          readDigest: null,
        },
      ]);
      await markStale(connection, signal);
    });
    expect(await readVerdict()).toMatchObject({ reason: 'push_pending' });
  });

  test('keep the commit of a push that a second signal reports without it', async () => {
    await arranged.signal('one', 'main', 'forge', 'ada', pushed);
    await arranged.signal('one');
    expect((await arranged.read('one')).reported_sha).toBe(pushed);
    await arranged.pass(11_000);
    await arranged.signal('one');
    expect((await arranged.read('one')).reported_sha).toBeNull();
  });

  // S14
  test('wait for checks that settled heads of the same base registered', async () => {
    const runs = [toCheckRun('test', 'passed'), toCheckRun('lint', 'passed')];
    await refresh({ checks: countChecks(runs, { headSha: head, requiredNames: null }) });
    await readVerdict();
    await arranged.createChat('two');
    await refresh(
      {
        headSha: pushed,
        checks: countChecks(runs.slice(0, 1), { headSha: pushed, requiredNames: null }),
      },
      'two',
    );
    expect(await readVerdict('two')).toMatchObject({
      reason: 'checks_starting',
      detail: '1 of 2 usual checks has not started: lint.',
    });
    expect((await arranged.read('two')).verdict_missing).toEqual(['lint']);
  });

  // S14
  test('believe an empty list of checks only when it is read after a minute', async () => {
    await refresh({ checks: toChecks({}) });
    expect(await readVerdict()).toMatchObject({ reason: 'checks_starting' });
    expect(await arranged.dueIn('one')).toBeGreaterThan(50_000);
    expect(await arranged.dueIn('one')).toBeLessThanOrEqual(60_000);
    await arranged.pass(60_000);
    expect(await readVerdict()).toMatchObject({ reason: 'checks_starting' });
    await refreshDue({ checks: toChecks({}) });
    expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
  });

  // S14: forges start the checks of a commit again then, and some of them for the first time.
  test.each<[string, Partial<PullRequest>, Partial<PullRequest>]>([
    ['a draft was marked as ready', { draft: true }, { draft: false }],
    ['it was reopened', { state: 'closed' }, { state: 'open' }],
    ['it was based on another branch', { baseBranch: 'next' }, { baseBranch: 'main' }],
    ['another one was opened for its commit', { number: 7 }, { number: 8 }],
  ])('believe checks only when they are read a minute after %s', async (_, before, change) => {
    const checks = toChecks({ passed: 2 });
    await refresh({ checks, ...before });
    await readVerdict();
    await arranged.pass(3_600_000);
    await refresh({ checks, ...change });
    expect((await arranged.read('one')).retriggered_at).not.toBeNull();
    expect(await readVerdict()).toMatchObject({
      reason: 'checks_starting',
      detail: expect.stringContaining('may run again'),
    });
    expect((await arranged.read('one')).retriggered_at).not.toBeNull();
    expect(await arranged.dueIn('one')).toBeGreaterThan(50_000);
    expect(await arranged.dueIn('one')).toBeLessThanOrEqual(60_000);
    await arranged.pass(60_000);
    await refreshDue({ checks, ...change });
    expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
  });

  // S14
  test('decide a draft that was just marked as ready in the same way before it is settled', async () => {
    const checks = toChecks({ passed: 2 });
    await refresh({ checks, draft: true });
    await readVerdict();
    await arranged.pass(3_600_000);
    await refresh({ checks });
    const row = await arranged.read('one');
    expect(row.verdict_is_due).toBe(true);
    expect(decideVerdict(toVerdictFacts(row)).reason).toBe('checks_starting');
  });

  // S14
  test('wait for the usual checks of a draft from when it was marked as ready', async () => {
    const runs = [toCheckRun('test', 'passed')];
    await refresh({ checks: countChecks(runs, { headSha: head, requiredNames: null }) });
    await readVerdict();
    await arranged.createChat('two');
    const empty = { headSha: pushed, checks: toChecks({}) };
    await refresh({ ...empty, draft: true }, 'two');
    expect(await readVerdict('two')).toMatchObject({ reason: 'draft' });
    await arranged.pass(90_000);
    await refresh(empty, 'two');
    expect(await readVerdict('two')).toMatchObject({
      reason: 'checks_starting',
      detail: '1 of 1 usual checks has not started: test.',
    });
  });

  test('are not retriggered by a new title, a draft or a renamed repository', async () => {
    const checks = toChecks({ passed: 2 });
    await refresh({ checks });
    await readVerdict();
    await arranged.pass(3_600_000);
    await refresh({ checks, title: 'Other', url: 'https://forge.test/acme/renamed/pull/7' });
    expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
    await refresh({ checks, draft: true });
    expect(await readVerdict()).toMatchObject({ reason: 'draft' });
    expect((await arranged.read('one')).retriggered_at).toBeNull();
  });

  // S14
  test('learn nothing from a list of checks that was read too early', async () => {
    await refresh({ checks: toChecks({}) });
    await readVerdict();
    await arranged.pass(90_000);
    await readVerdict();
    await arranged.acquire();
    await arranged.createChat('two');
    await refresh({ headSha: pushed, checks: toChecks({}) }, 'two');
    expect(await readVerdict('two')).toMatchObject({ reason: 'checks_starting' });
  });

  // S14
  test('do not believe that a check is missing because a refresh took long', async () => {
    await refresh({ checks: toChecks({}) });
    await readVerdict();
    await arranged.pass(61_000);
    await refreshDue({ checks: toChecks({}) }, 30_000);
    expect(await readVerdict()).toMatchObject({ reason: 'checks_starting' });
    expect(await arranged.dueIn('one')).toBeLessThanOrEqual(0);
  });

  // S14
  test.each<[string, Partial<PullRequest>]>([
    ['a draft', { draft: true }],
    ['a conflict', { mergeability: 'conflicting' }],
    ['requested changes', { reviewDecision: 'changes_requested' }],
    ['an open thread', { unresolvedThreads: 1 }],
    ['a merge queue', { inMergeQueue: true }],
    ['a merge', { state: 'merged' }],
  ])('learn nothing from checks that have not started beside %s', async (_, change) => {
    await refresh({ checks: toChecks({}), ...change });
    await readVerdict();
    await arranged.createChat('two');
    await refresh({ headSha: pushed, checks: toChecks({}) }, 'two');
    expect(await readVerdict('two')).toMatchObject({ reason: 'checks_starting' });
  });

  // S16
  test('say why checks cannot be read, also when they could be before', async () => {
    await refresh({ checks: toChecks({ passed: 1 }) });
    await refresh({ checks: { unreadable: 'Grant the token access to checks.' } });
    expect(await readVerdict()).toMatchObject({
      reason: 'approved',
      detail: 'Grant the token access to checks.',
    });
    await refresh({ checks: toChecks({ passed: 1 }) });
    expect(await readVerdict()).toMatchObject({ reason: 'ready_to_merge' });
  });
});
