import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPostgresUrl } from '../../../../test/support/databases/postgres-url.ts';
import { runSql } from '../../../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../../../test/support/recording-logger.ts';
import type { Connection, Driver } from '../../database.ts';
import { openPostgres } from '../../postgres/open-postgres.ts';
import { rememberedHeads } from '../../verdict-facts.ts';
import { type SettledHead, saveSettledHeads } from './save-settled-heads.ts';

/*
 * What only several connections show: two transactions that store heads of one repository at once.
 */

let database: Driver;

beforeAll(async () => {
  const url = await createPostgresUrl();
  database = openPostgres({ url, logger: new RecordingLogger(), maxConnections: 4 });
});

afterAll(() => database[Symbol.asyncDispose]());

function toHead(repository: string, headSha: string): SettledHead {
  return { forgeId: 'forge', repository, baseBranch: 'main', headSha, checks: { test: 1 } };
}

/** Older ones first; two more than are remembered. */
async function putHeads(repository: string): Promise<void> {
  await runSql(
    database,
    `INSERT INTO settled_heads (forge_id, repository, base_branch, head_sha, settled_at, checks)
    SELECT 'forge', $1, 'main', lpad(n::text, 4, '0'), now() + n * interval '1 second', '{}'
    FROM generate_series(1, $2::integer) AS n`,
    [repository, rememberedHeads + 2],
  );
}

async function listShas(repository: string): Promise<string[]> {
  const rows = await runSql<{ head_sha: string }>(
    database,
    'SELECT head_sha FROM settled_heads WHERE repository = $1 ORDER BY head_sha',
    [repository],
  );
  return rows.map(({ head_sha }) => head_sha);
}

/** Fails instead of waiting for another transaction. */
const saveWithoutWaiting = (heads: readonly SettledHead[]) =>
  database.transaction(async (connection) => {
    await runSql(connection, "SET LOCAL lock_timeout = '2s'");
    await saveSettledHeads(connection, heads);
  });

const hold = (connection: Connection, repository: string, headSha: string) =>
  runSql(
    connection,
    'SELECT FROM settled_heads WHERE repository = $1 AND head_sha = $2 FOR UPDATE',
    [repository, headSha],
  );

test('saving a head forgets the oldest ones of its repository and base', async () => {
  await putHeads('acme/app');
  await putHeads('acme/other');
  await saveWithoutWaiting([toHead('acme/app', '0022')]);
  expect(await listShas('acme/app')).toHaveLength(rememberedHeads);
  expect(await listShas('acme/app')).not.toContain('0001');
  expect(await listShas('acme/other')).toHaveLength(rememberedHeads + 2);
});

test('an outdated head that another transaction holds is forgotten with a later save', async () => {
  await putHeads('acme/held');
  await database.transaction(async (connection) => {
    await hold(connection, 'acme/held', '0001');
    await saveWithoutWaiting([toHead('acme/held', '0022')]);
  });
  expect(await listShas('acme/held')).toContain('0001');
  expect(await listShas('acme/held')).not.toContain('0002');
  await saveWithoutWaiting([toHead('acme/held', '0022')]);
  expect(await listShas('acme/held')).not.toContain('0001');
});

test('two transactions that hold each other’s outdated heads both store theirs', async () => {
  await putHeads('acme/both');
  await database.transaction(async (one) => {
    await hold(one, 'acme/both', '0001');
    await database.transaction(async (other) => {
      await hold(other, 'acme/both', '0002');
      await runSql(one, "SET LOCAL lock_timeout = '2s'");
      await runSql(other, "SET LOCAL lock_timeout = '2s'");
      const head = [toHead('acme/both', '0021'), toHead('acme/both', '0022')] as const;
      await Promise.all([saveSettledHeads(one, [head[0]]), saveSettledHeads(other, [head[1]])]);
    });
  });
  expect((await listShas('acme/both')).slice(-2)).toEqual(['0021', '0022']);
});
