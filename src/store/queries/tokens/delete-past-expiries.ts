import type { Connection } from '../../database.ts';

/** Deletes what is no longer shown; the tokens may no longer exist. */
const statement = {
  name: 'delete-past-expiries',
  text: `DELETE FROM token_expiries WHERE expires_at < now() - interval '30 days'`,
};

export async function deletePastExpiries(connection: Connection): Promise<void> {
  await connection.query(statement);
}
