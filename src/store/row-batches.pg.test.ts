import { beforeEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore, inTwoMinutes } from '../../test/support/stored-chats.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { type Database, DatabaseUnavailable } from './database.ts';
import {
  type RecordPullRequest,
  recordPullRequest,
} from './queries/branches/record-pull-request.ts';
import { RowBatches } from './row-batches.ts';

describeEachDatabase('outcomes of several rows', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let rows: AcquiredRow[];
  /** How many rows each statement wrote. */
  let statements: number[];
  let batches: RowBatches<RecordPullRequest>;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    for (const chatId of ['one', 'two', 'three']) {
      await arranged.createChat(chatId);
      await arranged.signal(chatId);
    }
    await arranged.pass(1_000);
    rows = (await arranged.acquire()).toSorted((a, b) => a.chatId.localeCompare(b.chatId));
    statements = [];
    const query: Database['query'] = async (statement, values = []) => {
      statements.push(JSON.parse(String(values[0])).length);
      return database.query(statement, values);
    };
    const transaction: Database['transaction'] = (work) => database.transaction(work);
    batches = new RowBatches({ query, transaction }, recordPullRequest);
  });

  const rest = { due: inTwoMinutes, repository: undefined, sinceAcquiredMs: 0, readDigest: null };
  const record = (row: AcquiredRow | undefined, title: string) => {
    if (!row) throw new Error('no row was acquired');
    const pullRequest = toPullRequest({ title });
    return batches.record({ row, pullRequest, ...rest });
  };
  const titles = () =>
    Promise.all(rows.map(async ({ chatId }) => (await arranged.read(chatId)).pull_request_title));

  test('that arrive at the same moment are stored by one statement', async () => {
    const results = await Promise.all(rows.map((row) => record(row, `of ${row.chatId}`)));
    expect(results).toEqual(['recorded', 'recorded', 'recorded']);
    expect(await titles()).toEqual(['of one', 'of three', 'of two']);
    expect(statements).toEqual([3]);
  });

  test('each keep their own fence', async () => {
    const [first, second] = rows;
    await arranged.signal('one');
    if (second) second.revision -= 1;
    const results = await Promise.all(rows.map((row) => record(row, 'new')));
    expect(results).toEqual(['interrupted', 'superseded', 'recorded']);
    expect(first?.chatId).toBe('one');
    expect(await titles()).toEqual(['new', null, 'new']);
  });

  test('that arrive while statements run are stored together by the next one', async () => {
    const [one, three, two] = rows;
    const first = record(one, 'first');
    await Promise.resolve();
    const second = record(one, 'second');
    await Promise.resolve();
    const others = [record(three, 'third'), record(two, 'third')];
    await Promise.all([first, second, ...others]);
    expect(statements).toEqual([1, 1, 2]);
  });

  test('about one row are stored by two statements', async () => {
    const [one] = rows;
    await Promise.all([record(one, 'first'), record(one, 'second')]);
    expect(statements).toEqual([1, 1]);
    expect((await arranged.read('one')).pull_request_title).toMatch(/first|second/);
  });

  test('are stored without the one whose value the database refuses', async () => {
    const [one, three, two] = rows;
    if (!three) throw new Error('no row was acquired');
    const pullRequest = toPullRequest({ commits: 2 ** 40 });
    const refused = batches.record({ row: three, pullRequest, ...rest });
    const results = await Promise.allSettled([record(one, 'fine'), refused, record(two, 'fine')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: '22003' } });
    expect(await titles()).toEqual(['fine', null, 'fine']);
  });

  test('all fail at once while the database is unavailable', async () => {
    let tries = 0;
    const query = async () => {
      tries += 1;
      throw new DatabaseUnavailable('gone');
    };
    const transaction: Database['transaction'] = (work) => database.transaction(work);
    batches = new RowBatches({ query, transaction }, recordPullRequest);
    const results = await Promise.allSettled(rows.map((row) => record(row, 'new')));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(tries).toBe(1);
  });
});
