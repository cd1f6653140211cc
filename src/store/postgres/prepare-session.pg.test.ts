import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { createEmptyPostgresUrl } from '../../../test/support/databases/postgres-url.ts';
import { runSql } from '../../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { toPullRequest } from '../../../test/support/scripted-forge.ts';
import { arrangeStore, inTwoMinutes } from '../../../test/support/stored-chats.ts';
import type { Database, ListenEvent } from '../database.ts';
import { openDatabase } from '../open-database.ts';

/** Legal defaults, each of which breaks a program that relies on those of a fresh installation. */
const hostile: Readonly<Record<string, string>> = {
  default_transaction_isolation: "'repeatable read'",
  default_transaction_deferrable: 'on',
  datestyle: "'SQL, DMY'",
  intervalstyle: "'sql_standard'",
  timezone: "'Pacific/Chatham'",
  bytea_output: "'escape'",
  extra_float_digits: '-15',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  transform_null_equals: 'on',
  client_encoding: "'LATIN1'",
  search_path: "'nowhere'",
  // Long enough for the statement that replaces them.
  statement_timeout: "'300ms'",
  lock_timeout: "'1ms'",
  idle_in_transaction_session_timeout: "'300ms'",
  idle_session_timeout: "'300ms'",
  exit_on_error: 'on',
};

let database: Database | undefined;

afterEach(async () => {
  await database?.[Symbol.asyncDispose]();
  database = undefined;
});

async function runAsOwner(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function open(databaseUrl: string): Promise<Database> {
  database = await openDatabase({
    databaseUrl,
    dataDirectory: '',
    logger: new RecordingLogger(),
    onFatal: (error) => {
      throw error;
    },
  });
  return database;
}

const toDefaults = (subject: string) =>
  Object.entries(hostile).map(([name, value]) => `ALTER ${subject} SET ${name} = ${value}`);

async function createHostileUrl(subject: 'database' | 'role'): Promise<string> {
  const url = new URL(await createEmptyPostgresUrl());
  const name = url.pathname.slice(1);
  if (subject === 'database') {
    await runAsOwner(url.href, ...toDefaults(`DATABASE ${name}`));
    return url.href;
  }
  const role = `role_${randomUUID().replaceAll('-', '')}`;
  await runAsOwner(
    url.href,
    `CREATE ROLE ${role} LOGIN`,
    `ALTER DATABASE ${name} OWNER TO ${role}`,
    ...toDefaults(`ROLE ${role}`),
  );
  url.username = role;
  return url.href;
}

describe.each(['database', 'role'] as const)('a %s with other defaults', (subject) => {
  test('serves a new installation, with the same values as any other', async () => {
    const arranged = arrangeStore(await open(await createHostileUrl(subject)));
    await arranged.createChat('one');
    const row = await arranged.signalAndAcquire('one');
    const changedAt = new Date('2026-03-04T05:06:07.123Z');
    const pullRequest = toPullRequest({ changedAt, title: 'Réparer ✓ \\n' });

    expect(await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes)).toBe('recorded');

    const stored = await arranged.read('one');
    expect(stored.pull_request_changed_at).toEqual(changedAt);
    expect(stored.pull_request_title).toBe('Réparer ✓ \\n');
    expect(await arranged.dueIn('one')).toBeGreaterThan(110_000);
  });

  test('stores every one of many signals for one branch at once', async () => {
    const arranged = arrangeStore(await open(await createHostileUrl(subject)));
    await arranged.createChat('one');
    const signals = Array.from({ length: 30 }, () => arranged.signal('one'));

    await Promise.all(signals);

    expect((await arranged.read('one')).revision).toBe(30);
  });

  test('returns each type as any other database does', async () => {
    const connection = await open(await createHostileUrl(subject));
    const values = [Buffer.from([0, 92, 255]), ['a', null], new Date(0), 0.1 + 0.2];
    const text = `SELECT $1::bytea AS bytes, $2::text[] AS texts, $3::timestamptz AS instant,
      $4::float8 AS float`;

    expect(await runSql(connection, text, values)).toEqual([
      { bytes: values[0], texts: values[1], instant: values[2], float: values[3] },
    ]);
  });

  test('does not end sessions that wait', async () => {
    const connection = await open(await createHostileUrl(subject));
    const controller = new AbortController();
    const events = connection.listen('test', controller.signal)[Symbol.asyncIterator]();
    expect((await events.next()).value).toBe('connected');

    await runSql(connection, 'SELECT pg_sleep(0.4)');
    await connection.transaction(async (own) => {
      await runSql(own, 'SELECT 1');
      await runSql(connection, 'SELECT pg_sleep(0.4)');
      await runSql(own, "SELECT pg_notify('test', 'alive')");
    });

    expect((await events.next()).value as ListenEvent).toEqual({
      channel: 'test',
      payload: 'alive',
    });
    controller.abort();
  });
});

test('connects with the parameters that poolers accept, and no others', async () => {
  const received: Buffer[] = [];
  const server = createServer((socket) => {
    socket.once('data', (data) => {
      received.push(data);
      socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const url = `postgres://ada@127.0.0.1:${port}/app`;
  await expect(open(url)).rejects.toThrow('not available');
  server.close();

  // After the length and the protocol version: names and values, each ended by a NUL.
  const texts = received[0]?.subarray(8).toString().split('\0') ?? [];
  const names = texts.filter((text, index) => index % 2 === 0 && text !== '');
  expect(names.toSorted()).toEqual(['application_name', 'client_encoding', 'database', 'user']);
});

describe('the schema', () => {
  const readSchema = async (connection: Database) => {
    const [row] = await runSql<{ schema: string }>(
      connection,
      "SELECT relnamespace::regnamespace::text AS schema FROM pg_class WHERE relname = 'chats'",
    );
    return row?.schema;
  };

  test('is the first one that the search path names, if it exists', async () => {
    const url = await createEmptyPostgresUrl();
    const name = new URL(url).pathname.slice(1);
    await runAsOwner(
      url,
      'CREATE SCHEMA agents',
      `ALTER DATABASE ${name} SET search_path = nowhere, agents, public`,
    );

    expect(await readSchema(await open(url))).toBe('agents');
  });

  test('is not one that the role may only read', async () => {
    const url = new URL(await createHostileUrl('role'));
    const role = url.username;
    const name = url.pathname.slice(1);
    url.username = 'postgres';
    await runAsOwner(
      url.href,
      'CREATE SCHEMA shared',
      `GRANT USAGE ON SCHEMA shared TO ${role}`,
      `ALTER ROLE ${role} IN DATABASE ${name} SET search_path = shared, public`,
    );
    url.username = role;

    expect(await readSchema(await open(url.href))).toBe('public');
  });

  test('stays the one that holds the tables when another one precedes it later', async () => {
    const url = await createEmptyPostgresUrl();
    const name = new URL(url).pathname.slice(1);
    await (await open(url))[Symbol.asyncDispose]();
    await runAsOwner(
      url,
      'CREATE SCHEMA shadow',
      'CREATE TABLE shadow.users (id integer)',
      `ALTER DATABASE ${name} SET search_path = shadow, public`,
    );

    const arranged = arrangeStore(await open(url));
    await arranged.createChat('one');

    await arranged.signal('one');
    expect((await arranged.read('one')).git_branch).toBe('main');
  });
});
