import type { Connection } from '../../database.ts';

/** The owners whose lanes are planned together: the next ones after another owner. */
const statement = {
  name: 'list-lane-owners',
  text: 'SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT $2',
};

/** `after`: empty for the first ones. */
export async function listOwners(
  connection: Connection,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await connection.query<{ id: string }>(statement, [after, limit]);
  return rows.map((row) => row.id);
}
