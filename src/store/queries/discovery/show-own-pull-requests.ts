import type { Connection } from '../../database.ts';

const statement = {
  name: 'show-own-pull-requests',
  text: `
DELETE FROM own_pull_requests WHERE owner_id = $1 AND url = lower($2) AND chat_id IS NULL
RETURNING url`,
};

/** Ends the hiding of a URL; false when it was not hidden. */
export async function showOwnPullRequests(
  connection: Connection,
  ownerId: string,
  url: string,
): Promise<boolean> {
  return (await connection.query(statement, [ownerId, url])).length > 0;
}
