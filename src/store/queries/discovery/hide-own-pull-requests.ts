import type { Connection } from '../../database.ts';

const statement = {
  name: 'hide-own-pull-requests',
  text: `
INSERT INTO own_pull_requests (owner_id, url, chat_id) VALUES ($1, lower($2), NULL)
ON CONFLICT (owner_id, url) DO UPDATE SET chat_id = NULL`,
};

/** The URL of a pull request, or of a repository for all in it. */
export async function hideOwnPullRequests(
  connection: Connection,
  ownerId: string,
  url: string,
): Promise<void> {
  await connection.query(statement, [ownerId, url]);
}
