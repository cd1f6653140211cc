import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toChecks } from '../../test/support/checks.ts';
import { describeEachDatabase } from '../../test/support/databases/describe-each-database.ts';
import {
  createEmptyPostgresUrl,
  createPostgresUrl,
} from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { arrangeStore, inTwoMinutes, origin } from '../../test/support/stored-chats.ts';
import { reasons } from '../domain/verdict.ts';
import type { Connection, Driver } from './database.ts';
import { createDiscoveryStore } from './discovery-store.ts';
import { createHttpStore } from './http-store.ts';
import { migrate, migrationsDirectory } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { mergeDuplicates } from './queries/branches/merge-duplicates.ts';
import { saveVerdicts } from './queries/verdicts/save-verdicts.ts';
import { settleVerdicts } from './settle-verdicts.ts';

const ids = ['one', 'two', 'three'];
const ownIds = ['own-1', 'own-2'];
const branches = ['main', 'agent/one'];
const pullRequests = [
  toPullRequest(),
  toPullRequest({ draft: true }),
  toPullRequest({ state: 'merged' }),
  toPullRequest({ state: 'closed' }),
  toPullRequest({ mergeability: 'conflicting' }),
  toPullRequest({ checks: toChecks({ failed: 1 }) }),
];

/** As a list without stored ranks would compute them. */
const compute = `
SELECT c.id, c.owner_id, c.public_id, c.archived, c.created_at,
  COALESCE((
    SELECT max(-array_position($1::text[], s.verdict_reason)) FROM chat_diff_statuses s
    WHERE s.chat_id = c.id), -1000) AS rank,
  date_trunc('milliseconds', GREATEST(c.updated_at, (
    SELECT max(s.changed_at) FROM chat_diff_statuses s WHERE s.chat_id = c.id))) AS changed_at,
  COALESCE((
    SELECT array_agg(DISTINCT COALESCE(s.verdict_reason, 'looking')) FROM chat_diff_statuses s
    WHERE s.chat_id = c.id), '{no_branch}') AS reasons
FROM chats c ORDER BY c.id`;
const stored = `
SELECT chat_id AS id, owner_id, public_id, archived, created_at, rank, changed_at, reasons
FROM chat_ranks ORDER BY chat_id`;

type Rank = Record<string, unknown>;

async function expectTrueRanks(database: Connection): Promise<void> {
  expect(await runSql<Rank>(database, stored)).toEqual(
    await runSql<Rank>(database, compute, [reasons]),
  );
}

/** Until the verdict of a change is stored, which takes moments, its chat keeps its place among the last changed. */
async function expectTrueRanksButForChanges(database: Connection): Promise<void> {
  const withoutChange = (rank: Rank) => ({ ...rank, changed_at: null });
  const ranks = (await runSql<Rank>(database, stored)).map(withoutChange);
  const computed = (await runSql<Rank>(database, compute, [reasons])).map(withoutChange);
  expect(ranks).toEqual(computed);
}

describeEachDatabase('the rank of a chat', (open) => {
  /** Everything that a rank depends on, as `run` by name. `pick` chooses among chats and branches. */
  const listWrites = (
    pick: <Value>(values: readonly [Value, ...Value[]] | readonly Value[]) => Value,
  ) => {
    const database = open();
    const arranged = arrangeStore(database);
    const { store } = arranged;
    const http = createHttpStore(database);
    const discovery = createDiscoveryStore(database);
    const update = (change: { title: string | null; archived: boolean | null }) =>
      http.updateChat({ ownerId: 'ada', chatId: pick(ids), ...change });
    const signal = (remoteOrigin: string, forgeId: string) =>
      store.markStale({
        ownerId: 'ada',
        chatIds: ids,
        remoteOrigin,
        branch: pick(branches),
        forgeId,
        repository: forgeId === '' ? '' : 'acme/app',
        headSha: null,
      });
    const ownUrl = (id: string) => `https://forge.test/acme/app/pull/${id}`;
    const acquireAll = async () => {
      await runSql(
        database,
        `UPDATE chat_diff_statuses SET stale_at = now() - interval '1 second'`,
      );
      return arranged.acquire();
    };
    const record = async () => {
      for (const row of await acquireAll()) {
        await store.recordPullRequest(row, pick(pullRequests), inTwoMinutes);
      }
    };
    return {
      create: () => arranged.createChat(pick(ids)),
      rename: () => update({ title: `${Math.random()}`, archived: null }),
      archive: () => update({ title: null, archived: true }),
      unarchive: () => update({ title: null, archived: false }),
      delete: () => http.deleteChat('ada', pick(ids)),
      push: () => signal(origin, 'forge'),
      /** A branch with two rows, whose verdicts differ, becomes one. */
      merge: async () => {
        await signal(origin, 'forge');
        await record();
        await settleVerdicts(database, 100);
        await signal(`${origin}/`, '');
        await mergeDuplicates(database, {
          chatIds: ids,
          remoteOrigin: `${origin}/`,
          branch: pick(branches),
          forgeId: 'forge',
          repository: 'acme/app',
        });
      },
      record,
      fail: async () => {
        for (const row of await acquireAll()) {
          await store.recordFailure(row, { kind: 'not_found', message: '' }, inTwoMinutes);
        }
      },
      clear: async () => {
        for (const row of await acquireAll()) await store.clearPullRequest(row, inTwoMinutes);
      },
      settle: () => settleVerdicts(database, 2),
      follow: () => {
        const id = pick(ownIds);
        return discovery.follow({
          ownerId: 'ada',
          publicId: id,
          workspaceId: id,
          title: '',
          url: ownUrl(id),
          repositoryUrl: 'https://forge.test/acme/app',
          remoteOrigin: origin,
          branch: pick(branches),
          forgeId: 'forge',
          repository: 'acme/app',
          repositoryId: null,
        });
      },
      yield: () => discovery.yieldToPushes('ada'),
      hide: () => discovery.hide('ada', ownUrl(pick(ownIds))),
      correctClock: async () => {
        await runSql(
          database,
          `INSERT INTO database_clock (id, latest_at) VALUES (true, now() + interval '1 minute')
          ON CONFLICT (id) DO UPDATE SET latest_at = excluded.latest_at`,
        );
        await runSql(
          database,
          `UPDATE chat_diff_statuses SET updated_at = now() + interval '30 seconds',
            changed_at = changed_at + interval '30 seconds'`,
        );
        await store.keepClock();
      },
    };
  };
  type Write = keyof ReturnType<typeof listWrites>;
  const names: Write[] = [
    'create',
    'rename',
    'archive',
    'unarchive',
    'delete',
    'push',
    'merge',
    'record',
    'fail',
    'clear',
    'settle',
    'follow',
    'yield',
    'hide',
    'correctClock',
  ];

  test('is the same as a computed one after any writes', { timeout: 120_000 }, async () => {
    const step = fc.tuple(fc.constantFrom(...names), fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const database = open();
        await runSql(database, 'DELETE FROM own_pull_requests');
        await runSql(database, 'DELETE FROM chats');
        for (const id of ids) await arrangeStore(database).createChat(id);
        for (const [name, number] of steps) {
          const pick = <Value>(values: readonly Value[]) => values[number % values.length] as Value;
          await listWrites(pick)[name]();
          await expectTrueRanksButForChanges(database);
        }
        while ((await settleVerdicts(database, 100)) > 0);
        await expectTrueRanks(database);
      }),
      { numRuns: 25 },
    );
  });

  test('does not change when a refresh finds nothing new', async () => {
    const database = open();
    const arranged = arrangeStore(database);
    await arranged.createChat('one');
    const first = await arranged.signalAndAcquire('one');
    await arranged.store.recordPullRequest(first, toPullRequest(), inTwoMinutes);
    await settleVerdicts(database, 100);
    const version = 'SELECT xmin::text FROM chat_ranks';
    const before = await runSql(database, version);
    await runSql(database, `UPDATE chat_diff_statuses SET stale_at = now() - interval '1 second'`);
    const [again] = await arranged.acquire();
    if (!again) throw new Error('the row was not acquired');
    await arranged.store.recordPullRequest(again, toPullRequest(), inTwoMinutes);
    await settleVerdicts(database, 100);
    expect(await runSql(database, version)).toEqual(before);
  });

  test('has the order of the reasons of verdicts', async () => {
    const rows = await runSql<{ rank: number | null }>(
      open(),
      'SELECT verdict_rank(reason) AS rank FROM unnest($1::text[]) WITH ORDINALITY AS r (reason, place) ORDER BY place',
      [[...reasons, 'unknown']],
    );
    expect(rows.map(({ rank }) => rank)).toEqual([...reasons.map((_, place) => -1 - place), null]);
  });
});

describe('on several connections', () => {
  const save = (connection: Connection, branch: string, reason: (typeof reasons)[number]) =>
    saveVerdicts(connection, [
      {
        chatId: 'one',
        remoteOrigin: origin,
        branch,
        verdict: {
          reason,
          section: 'working',
          headSha: null,
          detail: null,
          missing: [],
          changesInMs: null,
          readInMs: null,
        },
        history: null,
      },
    ]);

  test('two verdicts of one chat that are stored at the same time both count', async () => {
    await using database: Driver = openPostgres({
      url: await createPostgresUrl(),
      logger: new RecordingLogger(),
      maxConnections: 4,
    });
    const arranged = arrangeStore(database);
    await arranged.createChat('one');
    for (const branch of branches) await arranged.signal('one', branch);
    let waiting: Promise<unknown> = Promise.resolve();
    await database.transaction(async (connection) => {
      await save(connection, 'main', 'draft');
      waiting = save(database, 'agent/one', 'conflicts');
      await untilOneWaits(database);
    });
    await waiting;
    expect(await runSql(database, 'SELECT rank, reasons FROM chat_ranks')).toEqual([
      { rank: -1 - reasons.indexOf('conflicts'), reasons: ['conflicts', 'draft'] },
    ]);
  });

  async function untilOneWaits(database: Connection): Promise<void> {
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await runSql(database, waiting)).length === 0);
  }
});

test('the migration ranks the chats that exist, archived ones and those without a branch included', async () => {
  const url = await createEmptyPostgresUrl();
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-test-migrations-'));
  for (const file of await readdir(migrationsDirectory)) {
    if (file < '0043') await cp(join(migrationsDirectory, file), join(directory, file));
  }
  await using database = openPostgres({ url, logger: new RecordingLogger() });
  await migrate(database, directory);
  await rm(directory, { recursive: true });
  await runSql(database, "INSERT INTO users (id, name) VALUES ('ada', 'ada')");
  await runSql(
    database,
    `INSERT INTO chats (id, owner_id, archived, created_at)
      SELECT id, 'ada', id = 'old', date_trunc('milliseconds', now())
      FROM unnest(ARRAY['empty', 'old', 'two']) AS id`,
  );
  await runSql(
    database,
    `INSERT INTO chat_diff_statuses (chat_id, git_remote_origin, git_branch, verdict_reason)
      VALUES ('old', 'o', 'a', 'merged'), ('two', 'o', 'a', 'draft'), ('two', 'o', 'b', 'conflicts')`,
  );

  await migrate(database);

  await expectTrueRanks(database);
});
