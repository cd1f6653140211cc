import { beforeEach, expect, test } from 'vitest';
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
import type { Database } from '../../database.ts';
import { listDiffStatuses } from '../branches/list-diff-statuses.ts';
import { listTimeline } from '../branches/list-timeline.ts';
import { mergeDuplicates } from '../branches/merge-duplicates.ts';
import { deleteChat } from './delete-chat.ts';
import { markChatUnread } from './mark-chat-unread.ts';
import { markChatsRead } from './mark-chats-read.ts';

const sha = (letter: string) => letter.repeat(40);
const checks = (state: 'passed' | 'failed' | 'pending', failed = 0) => ({
  checks: { ...toChecks({}), state, passed: 3, failed, pending: 0 },
});

describeEachDatabase('what is unread', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    await arranged.createChat('one');
  });

  const readBranches = (chatId = 'one') => listDiffStatuses(database, [chatId]);
  const countChanges = async (chatId = 'one') =>
    (await readBranches(chatId)).reduce((sum, { changes }) => sum + changes, 0);
  const isUnread = async (chatId = 'one') =>
    (await readBranches(chatId)).some((row) => row.read_changes < row.changes);
  const markRead = (changes: number | null = null, chatId = 'one', ownerId = 'ada') =>
    markChatsRead(database, { ownerId, chats: [{ publicId: chatId, changes }] });
  const markUnread = (chatId = 'one', ownerId = 'ada') =>
    markChatUnread(database, { ownerId, chatId });
  const refresh = async (change: Partial<PullRequest> = {}, branch = 'main') => {
    await runSql(database, "UPDATE chat_diff_statuses SET stale_at = now() - interval '1 minute'");
    const row = (await arranged.acquire()).find((acquired) => acquired.branch === branch);
    if (!row) throw new Error(`${branch} was not acquired`);
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
  };
  const listEntries = async (branch = 'main') =>
    listTimeline(database, {
      chatId: 'one',
      remoteOrigin: origin,
      branch,
      before: null,
      limit: 200,
    });
  /** What the first refresh of a pushed branch found has been read. */
  const startRead = async () => {
    await arranged.signal('one');
    await refresh(checks('pending'));
    await markRead();
  };

  test('is nothing of a new chat, nor of one that was only pushed', async () => {
    expect(await isUnread()).toBe(false);
    await arranged.signal('one');
    expect(await isUnread()).toBe(false);
    expect(await runSql(database, 'SELECT * FROM branch_reads')).toEqual([]);
  });

  test('is the pull request of a push, until it is read', async () => {
    await arranged.signal('one');
    await refresh(checks('pending'));
    expect(await isUnread()).toBe(true);
    expect(await markRead()).toEqual(['one']);
    expect(await isUnread()).toBe(false);
    expect(await markRead()).toEqual([]);
  });

  test('is nothing that the first read of a branch without a push finds, but what comes after it', async () => {
    await arranged.signal('one');
    await runSql(database, 'UPDATE chat_diff_statuses SET reported_at = NULL');
    await refresh(checks('failed', 1));
    expect(await isUnread()).toBe(false);
    await refresh(checks('passed'));
    expect(await isUnread()).toBe(true);
  });

  test.each<[string, Partial<PullRequest>]>([
    ['failed checks', checks('failed', 1)],
    ['passed checks', checks('passed')],
    ['an approval', { approved: true }],
    ['requested changes', { changesRequested: true }],
    ['a merge', { state: 'merged' }],
    ['a closed pull request', { state: 'closed' }],
    ['conflicts', { mergeability: 'conflicting' }],
    ['a new thread', { unresolvedThreads: 1 }],
  ])('is %s', async (_, change) => {
    await startRead();
    await refresh({ ...checks('pending'), ...change });
    expect(await isUnread()).toBe(true);
  });

  test('is a draft that becomes ready', async () => {
    await arranged.signal('one');
    await refresh({ ...checks('pending'), draft: true });
    await markRead();
    await refresh({ ...checks('pending'), draft: false });
    expect(await isUnread()).toBe(true);
  });

  test.each<[string, Partial<PullRequest>]>([
    ['the same again', {}],
    ['a commit', { headSha: sha('b') }],
    ['a title', { title: 'Another' }],
    ['a draft', { draft: true }],
    ['a requested reviewer', { requestedReviewers: ['lenka'] }],
    ['mergeability', { mergeability: 'behind' }],
  ])('is not %s', async (_, change) => {
    await startRead();
    await refresh({ ...checks('pending'), ...change });
    expect(await isUnread()).toBe(false);
  });

  test('is not a refresh that fails', async () => {
    await startRead();
    await runSql(database, "UPDATE chat_diff_statuses SET stale_at = now() - interval '1 minute'");
    const [row] = await arranged.acquire();
    if (!row) throw new Error('nothing was acquired');
    const failure = { kind: 'unavailable', message: 'forge.test answered 502' } as const;
    await arranged.store.recordFailure(row, failure, inTwoMinutes);
    expect(await isUnread()).toBe(false);
  });

  test('stays unread if it changed after it was seen', async () => {
    await startRead();
    await refresh(checks('failed', 1));
    const seen = await countChanges();
    await refresh({ ...checks('failed', 1), approved: true });
    expect(await markRead(seen)).toEqual([]);
    expect(await isUnread()).toBe(true);
    expect(await markRead(await countChanges())).toEqual(['one']);
  });

  test('begins with the first change since it was read, also after that is taken back', async () => {
    await startRead();
    await refresh(checks('failed', 1));
    const [entry] = await listEntries();
    await refresh({ ...checks('failed', 1), approved: true });
    expect((await readBranches())[0]?.first_unread_id).toBe(entry?.id);
    await markRead();
    await markUnread();
    const [row] = await readBranches();
    expect(row?.first_unread_id).toBe(entry?.id);
    expect(await isUnread()).toBe(true);
  });

  test('can be marked by hand without any change, and is then read', async () => {
    await arranged.signal('one');
    await markUnread();
    await markUnread();
    expect(await isUnread()).toBe(true);
    expect(await countChanges()).toBe(1);
    await markRead(1);
    expect(await isUnread()).toBe(false);
  });

  test('is nothing of a chat without a branch', async () => {
    await markUnread();
    expect(await isUnread()).toBe(false);
  });

  test('is read in several chats at once', async () => {
    await arranged.createChat('two');
    for (const id of ['one', 'two']) {
      await arranged.signal(id);
      await markUnread(id);
    }
    const chats = [
      { publicId: 'one', changes: 1 },
      { publicId: 'two', changes: 7 },
      { publicId: 'three', changes: 1 },
    ];
    expect(await markChatsRead(database, { ownerId: 'ada', chats })).toEqual(['one']);
    expect(await isUnread('two')).toBe(true);
  });

  test('S12: of another owner is neither read nor marked', async () => {
    await arranged.createChat('hers', 'grace');
    await arranged.signal('hers', 'main', 'forge', 'grace');
    await markUnread('hers');
    expect(await isUnread('hers')).toBe(false);
    await markUnread('hers', 'grace');
    expect(await markRead(null, 'hers')).toEqual([]);
    expect(await isUnread('hers')).toBe(true);
  });

  test('S11: announces only what it changes', async () => {
    await arranged.signal('one');
    const stop = new AbortController();
    const events = database.listen('afterpush', stop.signal)[Symbol.asyncIterator]();
    await events.next();
    await markRead();
    await markUnread();
    await markUnread();
    await markRead();
    await markRead();
    await runSql(database, "SELECT pg_notify('afterpush', 'end')");
    const announced: string[] = [];
    for (let payload = ''; payload !== 'end'; ) {
      const { value } = await events.next();
      payload = typeof value === 'object' ? value.payload : '';
      if (payload.includes('"diff_status_change"')) announced.push(payload);
    }
    stop.abort();
    expect(announced.length).toBe(2);
  });

  test('is deleted with its chat', async () => {
    await arranged.signal('one');
    await markUnread();
    await deleteChat(database, 'ada', 'one');
    expect(await runSql(database, 'SELECT * FROM branch_reads')).toEqual([]);
  });

  test('moves to the branch that survives a merge of duplicates', async () => {
    await arranged.signal('one');
    await refresh(checks('failed', 1));
    const changes = await countChanges();
    await runSql(
      database,
      `INSERT INTO chat_diff_statuses (chat_id, git_remote_origin, git_branch, reported_at)
        VALUES ('one', 'git@forge.test:acme/app.git', 'main', now())`,
    );
    await mergeDuplicates(database, {
      chatIds: ['one'],
      remoteOrigin: 'git@forge.test:acme/app.git',
      branch: 'main',
      forgeId: 'forge',
      repository: 'acme/app',
    });
    expect((await readBranches()).length).toBe(1);
    expect(await countChanges()).toBe(changes);
    expect(await isUnread()).toBe(true);
  });

  const worthReading = new Set(['pull_request_found', 'state_changed', 'review_changed']);
  let seed = 20_260_301;
  /** The same choices on every run. */
  const pick = <Value>(values: readonly [Value, ...Value[]]): Value => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return values[Math.floor((seed / 2_147_483_648) * values.length)] ?? values[0];
  };

  test('is what the timeline has since the last reading, after random changes and readings', async () => {
    const branches = ['main', 'other'] as const;
    for (const branch of branches) await arranged.signal('one', branch);
    /** Per branch, the newest entry that was read. */
    const readUpTo = new Map<string, number>();
    for (let step = 0; step < 60; step += 1) {
      const branch = pick(branches);
      if (pick([true, false, false, false])) {
        await markRead(await countChanges());
        for (const each of branches) {
          const [newest] = await listEntries(each);
          readUpTo.set(each, newest?.id ?? 0);
        }
      } else {
        await refresh(
          {
            ...checks(pick(['pending', 'passed', 'failed'])),
            approved: pick([true, false]),
            draft: pick([true, false]),
            state: pick(['open', 'open', 'open', 'closed', 'merged']),
            headSha: sha(pick(['a', 'b'])),
            title: pick(['One', 'Two']),
            unresolvedThreads: pick([0, 1, 2]),
            mergeability: pick(['mergeable', 'conflicting', 'behind']),
          },
          branch,
        );
      }
      const rows = await readBranches();
      for (const each of branches) {
        const row = rows.find((one) => one.git_branch === each);
        const entries = (await listEntries(each)).toReversed();
        const unread = entries.filter(
          ({ id, kind, detail }) =>
            id > (readUpTo.get(each) ?? 0) &&
            (worthReading.has(kind) ||
              kind === 'threads_opened' ||
              (kind === 'draft_changed' && detail['draft'] === false) ||
              (kind === 'checks_changed' && detail['state'] !== 'pending') ||
              (kind === 'mergeability_changed' && detail['mergeability'] === 'conflicting')),
        );
        const stored = row && row.read_changes < row.changes;
        expect(
          {
            count: row && row.changes - row.read_changes,
            from: stored ? row.first_unread_id : null,
          },
          `${each} after step ${step}`,
        ).toEqual({ count: unread.length, from: unread[0]?.id ?? null });
      }
    }
  });
});
