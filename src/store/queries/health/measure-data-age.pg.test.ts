import { expect, test } from 'vitest';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import { arrangeStore } from '../../../../test/support/stored-chats.ts';
import { measureDataAge } from './measure-data-age.ts';

const inAnHour = { kind: 'in', delayMs: 3_600_000 } as const;

describeEachDatabase('the age of the data', (open) => {
  test('is measured for each verdict about open pull requests', async () => {
    const database = open();
    const arranged = arrangeStore(database);
    for (const [chatId, state] of [
      ['old', 'open'],
      ['new', 'open'],
      ['merged', 'merged'],
    ] as const) {
      await arranged.createChat(chatId);
      const row = await arranged.signalAndAcquire(chatId);
      await arranged.store.recordPullRequest(row, toPullRequest({ state }), inAnHour);
      await arranged.pass(60_000);
    }
    await runSql(database, `UPDATE chat_diff_statuses SET verdict_reason = 'in_review'`);
    const [age, ...others] = await measureDataAge(database);
    expect(others).toEqual([]);
    expect(age).toMatchObject({ verdict: 'in_review', rows: 2 });
    expect(Math.floor((age?.longestMs ?? 0) / 60_000)).toBe(3);
    expect(Math.floor((age?.p50Ms ?? 0) / 60_000)).toBe(2);
  });

  test('is not measured where nothing was read', async () => {
    const database = open();
    const arranged = arrangeStore(database);
    await arranged.createChat('one');
    await arranged.signal('one');
    expect(await measureDataAge(database)).toEqual([]);
  });
});
