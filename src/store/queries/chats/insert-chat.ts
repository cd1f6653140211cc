/**
 * Common table expressions, the last one `created`, which insert the chats of `given`, a table of
 * (public_id, owner_id, title, workspace_id, agent). An owner who has a chat of that public id keeps it, and none is
 * created. The key is the public id, or a random one where the chat of another owner has that key: owners
 * never learn of each other's ids. The first insert waits for a concurrent one of the same key, and leaves
 * the row to the second insert if that one commits.
 *
 * The times are truncated to milliseconds, the precision of the API, so that a cursor of `created_at` is
 * exact.
 */
export const insertGivenChats = `dated AS (
  SELECT given.*, instant FROM given, date_trunc('milliseconds', now()) AS instant
), under_public_id AS (
  INSERT INTO chats (id, public_id, owner_id, title, workspace_id, agent, created_at, updated_at)
  SELECT public_id, public_id, owner_id, title, workspace_id, agent, instant, instant FROM dated
  ON CONFLICT DO NOTHING
  RETURNING *
), under_random_key AS (
  INSERT INTO chats (id, public_id, owner_id, title, workspace_id, agent, created_at, updated_at)
  SELECT gen_random_uuid()::text, public_id, owner_id, title, workspace_id, agent, instant, instant FROM dated
  WHERE NOT EXISTS (SELECT FROM under_public_id)
  ON CONFLICT (owner_id, public_id) DO NOTHING
  RETURNING *
), created AS (
  SELECT * FROM under_public_id UNION ALL SELECT * FROM under_random_key
)`;
