import { expect, test } from 'vitest';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import type { ListenEvent } from './database.ts';

describeEachDatabase('a database', (database) => {
  const insertUser = (id: string) =>
    runSql<{ id: string }>(
      database(),
      'INSERT INTO users (id, name) VALUES ($1, $1) RETURNING id',
      [id],
    );

  const listUsers = async () =>
    (await runSql<{ id: string }>(database(), 'SELECT id FROM users ORDER BY id')).map(
      ({ id }) => id,
    );

  test('returns each SQL type as the documented JavaScript type', async () => {
    const instant = new Date('2026-11-23T10:00:00.123Z');
    const [row] = await runSql(
      database(),
      `SELECT $1::int4 AS int4, $2::int8 AS int8, count(*) AS count, $3::timestamptz AS instant,
        $4::bytea AS bytes, $5::jsonb AS json, $6::numeric AS numeric, $7::boolean AS boolean,
        $8::text AS nothing, $9::float8 AS float8`,
      [1, 2 ** 40, instant, Buffer.from([0, 255]), '{"a":[1]}', '1.50', true, null, 0.5],
    );

    expect(row).toEqual({
      int4: 1,
      int8: 2 ** 40,
      count: 1,
      instant,
      bytes: Buffer.from([0, 255]),
      json: { a: [1] },
      numeric: '1.50',
      boolean: true,
      nothing: null,
      float8: 0.5,
    });
  });

  test('accepts and returns arrays', async () => {
    const odd = ['a', 'with "quotes", commas', '{braces}', 'back\\slash', '', 'ünïcode'];
    const instants = [new Date(0), new Date(1_000)];
    const [row] = await runSql(
      database(),
      'SELECT $1::text[] AS texts, $2::int8[] AS numbers, $3::timestamptz[] AS instants, $4::text[] AS none',
      [odd, [1, null, 2 ** 40], instants, []],
    );

    expect(row).toEqual({ texts: odd, numbers: [1, null, 2 ** 40], instants, none: [] });
  });

  test('transfers rows of several megabytes', async () => {
    const large = 'x'.repeat(5_000_000);

    const [row] = await runSql<{ large: string }>(database(), 'SELECT $1::text AS large', [large]);

    expect(row?.large === large).toBe(true);
  });

  test('works after a failed statement', async () => {
    await insertUser('ada');

    await expect(insertUser('ada')).rejects.toMatchObject({ code: '23505' });
    await expect(runSql(database(), 'SELECT no_such_column')).rejects.toMatchObject({
      code: '42703',
    });
    await insertUser('bob');

    expect(await listUsers()).toEqual(['ada', 'bob']);
  });

  test('commits a transaction whose work succeeds', async () => {
    const result = await database().transaction(async (connection) => {
      await runSql(connection, "INSERT INTO users (id, name) VALUES ('ada', '')");
      return 'done';
    });

    expect(result).toBe('done');
    expect(await listUsers()).toEqual(['ada']);
  });

  test('rolls back a transaction whose work fails, and throws its error', async () => {
    const failure = new Error('changed my mind');
    const attempt = database().transaction(async (connection) => {
      await runSql(connection, "INSERT INTO users (id, name) VALUES ('ada', '')");
      throw failure;
    });

    await expect(attempt).rejects.toBe(failure);
    expect(await listUsers()).toEqual([]);
  });

  test('rejects a transaction that ignored a failed statement', async () => {
    const attempt = database().transaction(async (connection) => {
      await runSql(connection, "INSERT INTO users (id, name) VALUES ('ada', '')");
      await runSql(connection, 'SELECT 1 / 0').catch(() => undefined);
    });

    await expect(attempt).rejects.toThrow('rolled back');
    expect(await listUsers()).toEqual([]);
  });

  test('rejects the connection of a transaction that is over', async () => {
    const kept = await database().transaction(async (connection) => connection);

    await expect(kept.query({ name: 'late', text: 'SELECT 1' })).rejects.toThrow('is over');
  });

  test('isolates concurrent transactions', async () => {
    await runSql(database(), "INSERT INTO users (id, name) VALUES ('ada', '0')");
    const increment = () =>
      database().transaction(async (connection) => {
        const [row] = await runSql<{ name: string }>(
          connection,
          'SELECT name FROM users FOR UPDATE',
        );
        await runSql(connection, 'UPDATE users SET name = $1', [String(Number(row?.name) + 1)]);
      });

    await Promise.all(Array.from({ length: 20 }, increment));

    expect(await runSql(database(), 'SELECT name FROM users')).toEqual([{ name: '20' }]);
  });

  test('S4: notifies listeners of a change after its commit, and of none that was rolled back', async () => {
    const stop = new AbortController();
    const events = database().listen('test', stop.signal)[Symbol.asyncIterator]();
    const next = async () => (await events.next()).value as ListenEvent;
    expect(await next()).toBe('connected');

    const failed = database().transaction(async (connection) => {
      await runSql(connection, "SELECT pg_notify('test', 'lost')");
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await database().transaction(async (connection) => {
      await runSql(connection, "SELECT pg_notify('test', 'kept')");
      await runSql(connection, "INSERT INTO users (id, name) VALUES ('later', '')");
    });

    expect(await next()).toEqual({ channel: 'test', payload: 'kept' });
    expect(await listUsers()).toEqual(['later']);
    stop.abort();
    expect(await events.next()).toMatchObject({ done: true });
  });

  test('notifies several listeners, each on a separate channel', async () => {
    const stop = new AbortController();
    const open = async (channel: string) => {
      const events = database().listen(channel, stop.signal)[Symbol.asyncIterator]();
      await events.next();
      return events;
    };
    const [one, other] = [await open('one'), await open('other')];

    await runSql(database(), "SELECT pg_notify('one', 'a'), pg_notify('other', 'b')");

    expect((await one.next()).value).toEqual({ channel: 'one', payload: 'a' });
    expect((await other.next()).value).toEqual({ channel: 'other', payload: 'b' });
    stop.abort();
  });
});
