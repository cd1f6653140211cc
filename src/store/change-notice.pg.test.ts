import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { eventually } from '../../test/support/eventually.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { arrangeStore, inTwoMinutes } from '../../test/support/stored-chats.ts';
import { type Change, parseChanges } from './change-feed.ts';
import { notifyChanged } from './change-notice.ts';
import type { Database } from './database.ts';

describeEachDatabase('an announcement of changed chats', (open) => {
  let database: Database;
  let payloads: string[];
  let stopped: AbortController;
  let listening: Promise<void>;

  beforeEach(async () => {
    database = open();
    payloads = [];
    stopped = new AbortController();
    let isListening = false;
    const listen = async () => {
      for await (const event of database.listen('afterpush', stopped.signal)) {
        if (typeof event === 'object') payloads.push(event.payload);
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

  const isChange = (payload: string) => payload.includes('diff_status_change');
  const listChanged = () => payloads.flatMap(parseChanges).filter((change) => 'chatId' in change);
  const toChange = (ownerId: string, chatId: string): Change => {
    return { kind: 'diff_status_change', chatId, ownerId };
  };

  test('is one notification for each owner, whatever rows changed', async () => {
    await runSql(
      database,
      `WITH given (owner_id, chat_id) AS (
        VALUES ('ada', 'one'), ('ada', 'two'), ('grace', 'three'), ('ada', 'one'))
      ${notifyChanged('given')}`,
    );
    await eventually('the notifications', () => payloads.length >= 2);
    expect(payloads).toHaveLength(2);
    expect(new Set(listChanged())).toEqual(
      new Set([toChange('ada', 'one'), toChange('ada', 'two'), toChange('grace', 'three')]),
    );
  });

  test.each([
    ['long', `repeat('x', 190)`],
    ['escaped', `repeat(chr(1), 60)`],
    ['multibyte', `repeat('日', 60)`],
  ])('is divided where %s ids do not fit into one notification', async (_name, text) => {
    await runSql(
      database,
      `WITH given AS (
        SELECT 'ada' AS owner_id, ${text} || n AS chat_id FROM generate_series(1, 1000) AS n)
      ${notifyChanged('given')}`,
    );
    await eventually('every chat', () => listChanged().length >= 1_000);
    const ids = new Set(listChanged().map((change) => 'chatId' in change && change.chatId));
    expect(ids.size).toBe(1_000);
    expect(payloads.length).toBeLessThan(200);
    for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8_000);
  });

  test('is sent for the changes among many recorded rows only', async () => {
    const arranged = arrangeStore(database);
    for (const chatId of ['one', 'two', 'three']) {
      await arranged.createChat(chatId);
      await arranged.signal(chatId, `of-${chatId}`);
    }
    await arranged.pass(1_000);
    const rows = await arranged.acquire();
    expect(rows).toHaveLength(3);
    payloads.length = 0;
    const record = () =>
      Promise.all(
        rows.map((row) => arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes)),
      );

    expect(await record()).toEqual(['recorded', 'recorded', 'recorded']);
    await eventually('the announcement', () => payloads.filter(isChange).length > 0);
    // S11: nothing is new.
    await record();
    await runSql(database, "SELECT pg_notify('afterpush', 'last')");
    await eventually('the end', () => payloads.includes('last'));

    expect(payloads.filter(isChange)).toHaveLength(1);
    const changed = new Set(listChanged().map((change) => 'chatId' in change && change.chatId));
    expect(changed).toEqual(new Set(['one', 'three', 'two']));
  });
});
