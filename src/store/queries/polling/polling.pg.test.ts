import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore } from '../../../../test/support/stored-chats.ts';
import type { NextDue } from '../../../domain/backoff.ts';
import { type Change, parseChanges } from '../../change-feed.ts';
import type { Database } from '../../database.ts';
import { countQueue } from '../branches/count-queue.ts';
import { listDiffStatuses } from '../branches/list-diff-statuses.ts';
import { listForgeReads } from '../health/list-forge-reads.ts';

const minute = 60_000;
const spreadMs = 2 * minute;
const routine: NextDue = { kind: 'routine', delayMs: 2 * minute };

describeEachDatabase('a pause of polling', (open) => {
  let database: Database;
  let arranged: ArrangedStore;

  beforeEach(() => {
    database = open();
    arranged = arrangeStore(database);
  });

  const pause = () => arranged.store.savePollingPause({ isPaused: true, spreadMs });
  const resume = () => arranged.store.savePollingPause({ isPaused: false, spreadMs });
  const read = async (chatId: string, due: NextDue = routine) => {
    await arranged.createChat(chatId);
    const row = await arranged.signalAndAcquire(chatId, `of-${chatId}`);
    await arranged.store.recordPullRequest(row, toPullRequest(), due);
  };
  const record = (isPollingPaused: boolean) =>
    arranged.store.recordReplica({
      id: `replica-${isPollingPaused}`,
      host: 'laptop',
      version: '1',
      elapsedMs: 0,
      forgeIds: ['forge'],
      isPollingPaused,
    });

  test('is stored with its start, which a second pause keeps', async () => {
    expect(await arranged.store.findPollingPause()).toBeNull();
    await pause();
    const first = await arranged.store.findPollingPause();
    await pause();
    expect(first).toBeInstanceOf(Date);
    expect(await arranged.store.findPollingPause()).toEqual(first);
    await resume();
    expect(await arranged.store.findPollingPause()).toBeNull();
  });

  describe('is announced', () => {
    let changes: Change[];
    let stopped: AbortController;
    let listening: Promise<void>;

    beforeEach(async () => {
      [changes, stopped] = [[], new AbortController()];
      let isListening = false;
      const listen = async () => {
        for await (const event of database.listen('afterpush', stopped.signal)) {
          if (typeof event === 'object') changes.push(...parseChanges(event.payload));
          else isListening = event === 'connected';
        }
      };
      listening = listen();
      await eventually('the listener', () => isListening);
    });

    afterEach(async () => {
      stopped.abort();
      await listening;
    });

    test('at its start and its end, once each', async () => {
      await pause();
      await pause();
      await resume();
      await resume();
      await runSql(database, `SELECT pg_notify('afterpush', '{"kind":"delivery"}')`);
      await eventually('the end', () => changes.some(({ kind }) => kind === 'delivery'));
      expect(changes.map(({ kind }) => kind)).toEqual([
        'polling_change',
        'polling_change',
        'delivery',
      ]);
    });
  });

  test('is not what a queue or its metrics call behind', async () => {
    await read('one');
    await arranged.pass(6 * minute);
    await arranged.createChat('two');
    await arranged.signal('two');
    const [all] = await countQueue(database, false);
    expect(all).toMatchObject({ due: 2, behind: 1 });
    const [paused] = await countQueue(database, true);
    expect(paused).toMatchObject({ due: 1, behind: 0 });
    expect([await record(false), await record(true)]).toEqual([2, 1]);
  });

  test('is why a branch has no next check, unless something else makes it due', async () => {
    await read('one');
    await read('soon', { kind: 'in', delayMs: 3_000 });
    await arranged.createChat('pushed');
    await arranged.signal('pushed');
    await read('merged', { kind: 'never' });
    const ids = ['one', 'soon', 'pushed', 'merged'];
    const waiting = async (isPaused: boolean) =>
      (await listDiffStatuses(database, ids, isPaused)).flatMap((row) =>
        row.waits_for_polling ? [row.chat_id] : [],
      );
    expect(await waiting(false)).toEqual([]);
    expect(await waiting(true)).toEqual(['one']);
    await arranged.pass(3 * minute);
    await arranged.acquire();
    expect(await waiting(true)).toEqual([]);
  });

  test('is why a failing forge is not tried again', async () => {
    for (const chatId of ['one', 'two']) await read(chatId);
    await arranged.pass(3 * minute);
    for (const row of await arranged.acquire()) {
      const failure = { kind: 'unavailable', message: 'down' } as const;
      await arranged.store.recordFailure(row, failure, routine);
    }
    expect((await listForgeReads(database, 'ada', false))[0]?.nextCheckAt).toBeInstanceOf(Date);
    expect((await listForgeReads(database, 'ada', true))[0]?.nextCheckAt).toBeNull();
  });

  describe('spreads what is overdue when it ends', () => {
    const chatIds = ['one', 'two', 'three', 'four'];
    const listDue = async () => Promise.all(chatIds.map((chatId) => arranged.dueIn(chatId)));

    test('in its order, over one interval', async () => {
      for (const chatId of chatIds) {
        await read(chatId);
        await arranged.pass(1_000);
      }
      await pause();
      await arranged.pass(60 * minute);
      await resume();
      const due = (await listDue()).map((ms) => Math.round((ms ?? 0) / 1_000) * 1_000);
      expect(due[0]).toBeLessThanOrEqual(0);
      expect(due[3]).toBeGreaterThan(60_000);
      expect(due[3]).toBeLessThanOrEqual(90_000);
      expect(due).toEqual(due.toSorted((one, other) => one - other));
      await arranged.pass(31_000);
      expect((await arranged.acquire()).map(({ chatId }) => chatId).toSorted()).toEqual([
        'one',
        'two',
      ]);
    });

    test('over no longer than it was overdue', async () => {
      for (const chatId of chatIds) await read(chatId);
      await pause();
      await arranged.pass(2 * minute + 20_000);
      await resume();
      for (const ms of await listDue()) expect(ms).toBeLessThan(60_000);
    });

    test('but no push, no lease and nothing that was due while polling went on', async () => {
      for (const chatId of chatIds) await read(chatId);
      await arranged.pass(60 * minute);
      await arranged.signal('one', 'of-one');
      const before = await listDue();
      await resume();
      expect(
        (await listDue()).every((ms, index) => ms !== null && ms <= (before[index] ?? 0)),
      ).toBe(true);
      await pause();
      await resume();
      expect(await arranged.dueIn('one')).toBeLessThan(-minute);
    });
  });
});
