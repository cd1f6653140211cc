import type { Connection } from '../../database.ts';
import type { BudgetRow } from './save-budget.ts';

/** The quotas whose window has not ended, as last reported to any replica. */
const statement = {
  name: 'list-budgets',
  text: `
SELECT forge_id AS "forgeId", token_fingerprint AS "tokenFingerprint", bucket,
  quota, remaining,
  (extract(epoch FROM reset_at - now()) * 1000)::float8 AS "resetInMs"
FROM forge_budgets
WHERE reset_at > now()`,
};

export function listBudgets(connection: Connection): Promise<BudgetRow[]> {
  return connection.query<BudgetRow>(statement);
}
