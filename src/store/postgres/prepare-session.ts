import type { ClientBase } from 'pg';

/** The server cancels a statement that runs longer. */
export const statementTimeoutMs = 30_000;

/**
 * What every session needs, because a server, a database or a role may have other defaults. Sent as
 * statements and not when connecting, because poolers refuse most settings there.
 *
 * Not `default_transaction_read_only`: an operator, or a provider whose disk is full, sets it for a
 * reason.
 */
const settings: Readonly<Record<string, string>> = {
  // Statements rely on reading the latest version of a row that they waited for.
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',

  // How values are written and parsed.
  client_encoding: 'UTF8',
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',

  // What is read often is in memory. With the default of 4, which is that of spinning disks, a small table is read as a
  // whole for each row of a larger one.
  random_page_cost: '1.1',

  // `statement_timeout` ends a wait for a lock, too.
  statement_timeout: String(statementTimeoutMs),
  lock_timeout: '0',
  // Ends the transaction of a process that hangs, and never a connection that only waits.
  idle_in_transaction_session_timeout: '60s',
  idle_session_timeout: '0',
  exit_on_error: 'off',
};

/** PostgreSQL 17 and newer. */
const newerSettings: Readonly<Record<string, string>> = { transaction_timeout: '0' };

/**
 * One schema, so that nothing in another one hides or replaces a table: the one that has the schema of
 * Afterpush, else the first one that the search path names and the role may write to, else `public`.
 */
const schema = `COALESCE(
  (SELECT n.nspname FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = pg_catalog.to_regclass('afterpush_migrations')),
  (SELECT named.schema
    FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY named (schema, place)
    WHERE named.schema !~ '^(pg_|information_schema$)'
      AND pg_catalog.has_schema_privilege(named.schema, 'CREATE')
    ORDER BY named.place LIMIT 1),
  'public')`;

const script = [
  ...Object.entries(settings).map(([name, value]) => `SET ${name} = '${value}'`),
  ...Object.entries(newerSettings).map(
    ([name, value]) => `SELECT pg_catalog.set_config(name, '${value}', false)
FROM pg_catalog.pg_settings WHERE name = '${name}'`,
  ),
  `SELECT pg_catalog.set_config('search_path',
  pg_catalog.quote_ident(${schema}) || ', pg_temp', false)`,
].join(';\n');

const announceByMessage = "SET afterpush.announcements = 'message'";

/**
 * Makes a new session independent of the defaults of its server, database and role. Its statements announce
 * changes with notifications of the database, or with messages to this client.
 */
export async function prepareSession(
  client: ClientBase,
  announcements: 'notification' | 'message' = 'notification',
): Promise<void> {
  const byMessage = announcements === 'message';
  await client.query(byMessage ? `${script};\n${announceByMessage}` : script);
}
