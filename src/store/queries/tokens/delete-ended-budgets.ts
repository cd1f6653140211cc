import type { Connection } from '../../database.ts';

/** A window that has ended says nothing any more; its token may be gone. */
const statement = {
  name: 'delete-ended-budgets',
  text: `DELETE FROM forge_budgets WHERE reset_at < now() - interval '1 day'`,
};

export async function deleteEndedBudgets(connection: Connection): Promise<void> {
  await connection.query(statement);
}
