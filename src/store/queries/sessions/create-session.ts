import type { Connection } from '../../database.ts';

export interface CreateSession {
  id: string;
  userId: string;
  cookieHash: Buffer;
  pageSecretHash: Buffer;
  userAgent: string;
}

const statement = {
  name: 'create-session',
  text: `
INSERT INTO sessions (id, user_id, cookie_hash, page_secret_hash, user_agent)
VALUES ($1, $2, $3, $4, $5)`,
};

export async function createSession(connection: Connection, session: CreateSession): Promise<void> {
  const { id, userId, cookieHash, pageSecretHash, userAgent } = session;
  await connection.query(statement, [id, userId, cookieHash, pageSecretHash, userAgent]);
}
