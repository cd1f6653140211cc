import type { Connection } from '../../database.ts';
import { isRenewedSql, renewalLimitSql, renewedAtSql } from './renewed-tokens.ts';

/** Announces a token more than once if need be, and one that ended long ago no more. */
const statement = {
  name: 'announce-ended-tokens',
  text: `
SELECT announce(json_build_object('kind', 'session_ended', 'session_id', t.id)::text)
FROM chat_tokens t
WHERE ${isRenewedSql} AND ${renewedAtSql} <= now() - ${renewalLimitSql}
  AND ${renewedAtSql} > now() - ${renewalLimitSql} - $1::float8 * interval '1 millisecond'`,
};

/** Has the event streams closed of tokens that ended because nothing renewed them any more. */
export async function announceEndedTokens(connection: Connection, withinMs: number): Promise<void> {
  await connection.query(statement, [withinMs]);
}
