import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPostgresUrl } from '../../../test/support/databases/postgres-url.ts';
import { runSql } from '../../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.ts';
import {
  type Connection,
  DatabaseUnavailable,
  type Driver,
  type ListenEvent,
} from '../database.ts';
import { openPostgres } from './open-postgres.ts';

let url: string;
let proxy: TcpProxy;
let database: Driver;
let logger: RecordingLogger;

const listenTiming = { probeMs: 200, firstPauseMs: 10, longestPauseMs: 50 };

beforeEach(async () => {
  const direct = new URL(await createPostgresUrl());
  proxy = await startTcpProxy(Number(direct.port));
  direct.port = String(proxy.port);
  direct.password = 'hunter2';
  url = direct.href;
  logger = new RecordingLogger();
  database = openPostgres({ url, logger, listenTiming });
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

const endOtherSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()`;

function listen(): { next: () => Promise<ListenEvent>; stop: () => void } {
  const controller = new AbortController();
  const events = database.listen('test', controller.signal)[Symbol.asyncIterator]();
  return {
    next: async () => (await events.next()).value as ListenEvent,
    stop: () => controller.abort(),
  };
}

describe('a connection that breaks', () => {
  test('during a statement is reported as unavailable', async () => {
    const sleeping = runSql(database, 'SELECT pg_sleep(60)').catch((error: unknown) => error);
    await runSql(database, 'SELECT 1');

    await runSql(database, endOtherSessions);

    expect(await sleeping).toBeInstanceOf(DatabaseUnavailable);
    expect(await runSql(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('during a transaction is reported as unavailable, and the next statement uses another', async () => {
    const attempt = database.transaction(async (connection) => {
      await runSql(connection, 'SELECT 1');
      proxy.disconnect();
      await runSql(connection, 'SELECT 2');
    });

    await expect(attempt).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(await runSql(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('while it is idle does not end the process', async () => {
    await runSql(database, 'SELECT 1');

    proxy.disconnect();

    expect(
      await runSql(database, 'SELECT 1 AS one').catch(() => runSql(database, 'SELECT 1 AS one')),
    ).toEqual([{ one: 1 }]);
  });
});

describe('listening', () => {
  test('S4: yields when it is disconnected and connected again', async () => {
    const { next, stop } = listen();
    expect(await next()).toBe('connected');

    await runSql(database, endOtherSessions);

    expect(await next()).toBe('disconnected');
    expect(await next()).toBe('connected');
    await runSql(database, "SELECT pg_notify('test', 'again')");
    expect(await next()).toEqual({ channel: 'test', payload: 'again' });
    stop();
  });

  test('S4: detects a half-open connection', async () => {
    const { next, stop } = listen();
    expect(await next()).toBe('connected');

    proxy.dropData();
    expect(await next()).toBe('disconnected');

    proxy.restore();
    expect(await next()).toBe('connected');
    stop();
  });

  test('ends at once when it is aborted, even without a server', async () => {
    const { next, stop } = listen();
    expect(await next()).toBe('connected');
    proxy.dropData();
    proxy.disconnect();
    expect(await next()).toBe('disconnected');

    const last = next();
    stop();

    expect(await last).toBeUndefined();
  });
});

describe('conflicts', () => {
  const insert = (id: string) =>
    runSql(database, "INSERT INTO users (id, name) VALUES ($1, '0')", [id]);
  const raise = (connection: Connection, id: string) =>
    runSql(connection, 'UPDATE users SET name = name::integer + 1 WHERE id = $1', [id]);

  test('between transactions that lock each other out are resolved: both commit', async () => {
    await insert('ada');
    await insert('grace');
    const bothHold = createBarrier(2);
    const raiseBoth = (first: string, second: string) =>
      database.transaction(async (connection) => {
        await raise(connection, first);
        await bothHold();
        await raise(connection, second);
      });

    await Promise.all([raiseBoth('ada', 'grace'), raiseBoth('grace', 'ada')]);

    expect(await runSql(database, 'SELECT DISTINCT name FROM users')).toEqual([{ name: '2' }]);
  });

  test('between statements that must be serialisable are resolved: all are stored', async () => {
    await insert('ada');
    const raiseOnce = () =>
      database.transaction(async (connection) => {
        await runSql(connection, 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
        await raise(connection, 'ada');
      });

    await Promise.all([raiseOnce(), raiseOnce(), raiseOnce()]);

    expect(await runSql(database, 'SELECT name FROM users')).toEqual([{ name: '3' }]);
  });
});

test('statements go on when a migration changes what they return', async () => {
  const find = () => runSql(database, 'SELECT * FROM users');
  await runSql(database, "INSERT INTO users (id, name) VALUES ('ada', 'Ada')");
  // On several connections.
  await Promise.all([find(), find(), find(), find()]);
  await runSql(database, 'ALTER TABLE users ADD COLUMN shoe_size integer');

  const [user] = await find();
  expect(user).toMatchObject({ id: 'ada', shoe_size: null });
  const inTransaction = database.transaction((connection) =>
    runSql(connection, 'SELECT * FROM users'),
  );
  expect(await inTransaction).toHaveLength(1);
});

/** Resolves for everyone when `count` callers wait; later calls resolve at once. */
function createBarrier(count: number): () => Promise<void> {
  let waiting = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    waiting += 1;
    if (waiting === count) open();
    return opened;
  };
}

describe('a database that cannot be reached', () => {
  test('is named without its password', async () => {
    await proxy[Symbol.asyncDispose]();

    const error = await runSql(database, 'SELECT 1').catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(String(error)).toContain(`127.0.0.1:${proxy.port}/test_`);
    expect(String(error)).not.toContain('hunter2');
    proxy = await startTcpProxy(1);
  });

  test('is reported as unavailable when its name does not exist', async () => {
    const elsewhere = openPostgres({ url: new URL('/no_such', url).href, logger });

    await expect(runSql(elsewhere, 'SELECT 1')).rejects.toThrow(
      /not available: database "no_such" does not exist/,
    );
    await elsewhere[Symbol.asyncDispose]();
  });
});

test('sessions carry the name of the program and a time limit', async () => {
  expect(
    await runSql(
      database,
      "SELECT current_setting('application_name') AS name, current_setting('statement_timeout') AS limit",
    ),
  ).toEqual([{ name: 'afterpush', limit: '30s' }]);
});
