import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startEmbeddedProcess } from '../../../test/support/databases/embedded-process.ts';
import { runSql } from '../../../test/support/databases/run-sql.ts';
import { createDataDirectory } from '../../../test/support/databases/test-databases.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { RecordingLogger } from '../../../test/support/recording-logger.ts';
import { DatabaseUnavailable, DiskFull } from '../database.ts';
import { type OpenEmbedded, openEmbedded } from './open-embedded.ts';

let directory: string;
let obsolete: string[];

beforeEach(async () => {
  directory = await createDataDirectory();
  obsolete = [directory];
});

afterEach(async () => {
  for (const path of obsolete) await rm(path, { recursive: true, force: true });
});

function open(options: Partial<OpenEmbedded> = {}) {
  return openEmbedded({ directory, logger: new RecordingLogger(), onFatal, ...options });
}

function onFatal(error: Error): never {
  throw error;
}

const mebibyte = 1024 * 1024;

describe('the lock', () => {
  test('names the other process that uses the directory', async () => {
    await using other = await startEmbeddedProcess(directory, 'wait');
    expect(await other.readLine()).toBe('open');

    await expect(open()).rejects.toThrow(
      new RegExp(
        `Another Afterpush \\(process ${other.pid}, started .*\\) is using ${directory}: stop`,
      ),
    );
  });

  test('is free again after kill -9, and acknowledged writes are kept', async () => {
    const other = await startEmbeddedProcess(directory, 'write');
    let acknowledged = 0;
    while (acknowledged < 50) acknowledged = Number(await other.readLine()) || 0;
    await other.kill();

    await using database = await open();

    const [row] = await runSql<{ count: number }>(database, 'SELECT count(*) FROM numbers');
    expect(row?.count).toBeGreaterThanOrEqual(acknowledged);
  });

  test('is free again after a close, and after a start that failed', async () => {
    await expect(open({ measureFreeBytes: async () => 0 })).rejects.toThrow('are free');
    await (await open())[Symbol.asyncDispose]();

    await using database = await open();

    expect(await runSql(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('works whatever the length of the directory’s path', async () => {
    directory = join(directory, ...Array.from({ length: 4 }, () => 'x'.repeat(60)));
    await mkdir(directory, { recursive: true });
    await using other = await startEmbeddedProcess(directory, 'wait');
    expect(await other.readLine()).toBe('open');

    await expect(open()).rejects.toThrow(`(process ${other.pid},`);
  });
});

describe('the files', () => {
  test('are created again when the first start was killed', async () => {
    directory = await mkdtemp(join(tmpdir(), 'afterpush-test-embedded-'));
    obsolete.push(directory);
    await using other = await startEmbeddedProcess(directory, 'wait');
    await eventually('the first start', async () =>
      (await readdir(directory)).some((name) => name.startsWith('database')),
    );
    await other.kill();
    await mkdir(join(directory, 'database.unfinished-other', 'base'), { recursive: true });

    await using database = await open();

    expect(await runSql(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(directory)).filter((name) => name.startsWith('database'))).toEqual([
      'database',
    ]);
  });

  test('are not readable for other users', async () => {
    await using _database = await open();

    const { mode } = await stat(join(directory, 'database'));

    expect(mode & 0o777).toBe(0o700);
  });

  test('of another version of Postgres are refused', async () => {
    await writeFile(join(directory, 'database', 'PG_VERSION'), '17\n');

    await expect(open()).rejects.toThrow(/was written by version 17 of Postgres/);
  });
});

describe('the disk', () => {
  test('must have some free space for a start', async () => {
    await expect(open({ measureFreeBytes: async () => 63 * mebibyte })).rejects.toThrow(
      `Only 63 MiB are free for ${directory}, but 64 MiB are needed`,
    );
  });

  test('rejects writes but not reads while it is nearly full', async () => {
    let free = 1_000 * mebibyte;
    await using database = await open({ measureFreeBytes: async () => free, diskCheckMs: 10 });
    const write = () =>
      runSql(database, "INSERT INTO users (id, name) VALUES ('ada', '') ON CONFLICT DO NOTHING");

    free = 31 * mebibyte;
    const refusal = await eventually('the refusal', () => write().then(() => false, String));
    expect(refusal).toContain('the disk is nearly full');
    await expect(write()).rejects.toBeInstanceOf(DiskFull);
    expect(await runSql(database, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    free = 65 * mebibyte;
    await eventually('the write', () => write().then(() => true));
  });
});

describe('maintenance', () => {
  test('collects statistics, as there is no background process for that', async () => {
    await using database = await open({ maintenanceMs: 10 });
    await runSql(database, "INSERT INTO users (id, name) VALUES ('ada', ''), ('bob', '')");

    const rows = await eventually('the statistics', async () => {
      const [table] = await runSql<{ rows: number }>(
        database,
        "SELECT reltuples AS rows FROM pg_class WHERE relname = 'users'",
      );
      return table && table.rows > 0 && table.rows;
    });

    expect(rows).toBe(2);
  });
});

describe('the watchdog', () => {
  test('lets an idle process sleep', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      await using database = await open();
      await runSql(database, 'SELECT 1');
      vi.advanceTimersByTime(1_000);

      const maintenanceOnly = 1;
      expect(vi.getTimerCount()).toBe(maintenanceOnly);
    } finally {
      vi.useRealTimers();
    }
  });

  test('rejects pending statements when the database no longer responds', async () => {
    const fatal: Error[] = [];
    await using database = await open({
      // Longer than a busy machine needs to open it.
      patienceSeconds: 5,
      onFatal: (error) => fatal.push(error),
    });

    const hanging = runSql(database, 'SELECT pg_sleep(3600)');
    const waiting = runSql(database, 'SELECT 1');

    await expect(hanging).rejects.toBeInstanceOf(DatabaseUnavailable);
    await expect(waiting).rejects.toThrow(
      /The embedded database stopped: no response for 5 seconds/,
    );
    await expect(runSql(database, 'SELECT 1')).rejects.toBeInstanceOf(DatabaseUnavailable);
    expect(fatal).toHaveLength(1);
  });
});

describe('the single session', () => {
  test('rejects a statement inside a transaction that would wait for itself', async () => {
    await using database = await open();

    const attempt = database.transaction(() => runSql(database, 'SELECT 1'));

    await expect(attempt).rejects.toThrow('Inside a transaction, use its connection');
  });

  test('waits for a running transaction when it is closed', async () => {
    const database = await open();
    const transaction = database.transaction(async (connection) => {
      await runSql(connection, "INSERT INTO users (id, name) VALUES ('ada', '')");
      return 'done';
    });

    await database[Symbol.asyncDispose]();

    expect(await transaction).toBe('done');
    await expect(runSql(database, 'SELECT 1')).rejects.toThrow('is closed');
    await using again = await open();
    expect(await runSql(again, 'SELECT id FROM users')).toEqual([{ id: 'ada' }]);
  });
});
