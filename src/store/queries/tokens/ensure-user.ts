import type { Connection } from '../../database.ts';

const statement = {
  name: 'ensure-user',
  text: 'INSERT INTO users (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING',
};

export async function ensureUser(connection: Connection, id: string, name: string): Promise<void> {
  await connection.query(statement, [id, name]);
}
