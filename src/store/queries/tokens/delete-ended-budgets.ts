import type { Connection } from '../../database.ts';

/** Deletes the quotas of windows that ended; their tokens may no longer exist. */
const statement = {
  name: 'delete-ended-budgets',
  text: `DELETE FROM forge_budgets WHERE reset_at < now() - interval '1 day'`,
};

export async function deleteEndedBudgets(connection: Connection): Promise<void> {
  await connection.query(statement);
}
