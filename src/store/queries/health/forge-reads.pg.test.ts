import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  inTwoMinutes,
} from '../../../../test/support/stored-chats.ts';
import type { FailureKind } from '../../../domain/diff-status.ts';
import type { AcquiredRow } from '../../../domain/tracked-branch.ts';
import type { Database } from '../../database.ts';
import { listForgeReads } from './list-forge-reads.ts';

describeEachDatabase('the reads of a forge', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let rows: AcquiredRow[];

  /** Three branches with a pull request that was read a minute ago, and acquired now. */
  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    for (const chat of ['a', 'b', 'c']) {
      await arranged.createChat(chat);
      const row = await arranged.signalAndAcquire(chat);
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
    }
    await arranged.pass(60_000);
    for (const chat of ['a', 'b', 'c']) await arranged.signal(chat);
    await arranged.pass(2_000);
    rows = (await arranged.acquire()).toSorted((one, other) =>
      one.chatId < other.chatId ? -1 : 1,
    );
  });

  const fail = async (at: number, kind: FailureKind = 'unavailable') => {
    const row = rows[at];
    if (row) await arranged.store.recordFailure(row, { kind, message: '503' }, inTwoMinutes);
  };
  const succeed = async (at: number) => {
    const row = rows[at];
    if (row) await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
  };
  const list = () => listForgeReads(database, 'ada');

  test('are not listed while none fails', async () => {
    await succeed(0);
    expect(await list()).toEqual([]);
  });

  test('count those that failed, and those that succeeded since', async () => {
    await fail(0);
    await fail(1, 'timed_out');
    expect(await list()).toMatchObject([
      { forgeId: 'forge', failing: 2, succeeded: 0, scheduled: 3, message: '503' },
    ]);
    await succeed(2);
    expect(await list()).toMatchObject([{ failing: 2, succeeded: 1 }]);
  });

  test('began to fail after the last success, and are repeated at a known time', async () => {
    const before = await arranged.now();
    await fail(0);
    const [reads] = await list();
    expect(reads?.since.getTime()).toBeGreaterThanOrEqual(before);
    expect(reads?.failingMs).toBeGreaterThanOrEqual(0);
    const waitMs = (reads?.nextCheckAt?.getTime() ?? 0) - before;
    expect(waitMs).toBeGreaterThanOrEqual(120_000);
    // A failed branch is acquired again: then no time is planned for it.
    await arranged.pass(121_000);
    await arranged.acquire();
    expect((await list())[0]?.nextCheckAt).toBeNull();
  });

  test.each(['no_token', 'forbidden', 'not_found', 'rate_limited', 'internal'] as const)(
    'do not count %s, which is not a failure of the forge',
    async (kind) => {
      await fail(0, kind);
      expect(await list()).toEqual([]);
    },
  );

  test('recover with the branch', async () => {
    await fail(0);
    await arranged.pass(121_000);
    rows = await arranged.acquire();
    for (const at of rows.keys()) await succeed(at);
    expect(await list()).toEqual([]);
  });

  test('S12: are those of the chats of one user', async () => {
    await fail(0);
    expect(await listForgeReads(database, 'grace')).toEqual([]);
  });
});
