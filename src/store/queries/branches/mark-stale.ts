import type { MarkedChats, MarkStale } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { replayUnmatched } from '../webhooks/replay-unmatched.ts';

/** Several signals report one push within seconds, and not all of them know its commit. */
const reportedSha = `COALESCE(excluded.reported_sha,
      CASE WHEN s.reported_at > now() - interval '10 seconds' THEN s.reported_sha END)`;

/**
 * Makes the branch due now in each of the chats and publishes that, in one statement. Skips chats of other
 * users (S12). An archived chat stores the signal and stays off the queue; unarchiving makes its rows due.
 * The lock on the chats comes before the one on their rows (decision 12): no chat is archived or deleted
 * between the two.
 *
 * S2: the revision rises, so a running refresh cannot take the row off the queue. If its lease is
 * live, its revision is kept as `interrupted_revision`: its result may still be stored.
 * A row that is already due keeps its place: repeated signals never push it back.
 * S4: the events are part of the transaction.
 */
const statement = {
  name: 'mark-stale',
  text: `
WITH target AS MATERIALIZED (
  SELECT id, owner_id, archived FROM chats
  WHERE id = ANY ($1::text[]) AND owner_id = $2
  ORDER BY id
  FOR SHARE
), marked AS (
  INSERT INTO chat_diff_statuses AS s
    (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at, reported_at,
      reported_sha)
  SELECT id, $3, $4, $5, $6, CASE WHEN NOT archived THEN now() - interval '1 second' END, now(), $7
  FROM target
  ON CONFLICT (chat_id, git_remote_origin, git_branch) DO UPDATE SET
    forge_id = excluded.forge_id,
    repository = excluded.repository,
    routine = false,
    mergeability_attempts = 0,
    stale_at = CASE WHEN excluded.stale_at IS NOT NULL
      THEN LEAST(s.stale_at, excluded.stale_at) END,
    interrupted_revision =
      CASE WHEN s.stale_at <= now() THEN s.interrupted_revision ELSE s.revision END,
    revision = s.revision + 1,
    reported_at = excluded.reported_at,
    reported_sha = ${reportedSha},
    reported_over_sha = CASE WHEN ${reportedSha} = s.reported_sha THEN s.reported_over_sha
      ELSE s.head_sha END,
    updated_at = now()
  RETURNING s.chat_id, s.xmax = 0 AS inserted
)
SELECT marked.chat_id, marked.inserted, target.archived,
  pg_notify('afterpush', json_build_object(
    'kind', 'diff_status_change', 'chat_id', target.id, 'owner_id', target.owner_id)::text),
  CASE WHEN NOT target.archived THEN
    pg_notify('afterpush', json_build_object('kind', 'due', 'forge_id', $5::text)::text) END
FROM marked JOIN target ON target.id = marked.chat_id
ORDER BY marked.chat_id`,
};

interface MarkedRow {
  chat_id: string;
  inserted: boolean;
  archived: boolean;
}

/**
 * Returns the chats whose branch is due now, or will be once they are unarchived. Deliveries about the
 * branch that arrived before it was tracked are processed again.
 */
export async function markStale(connection: Connection, mark: MarkStale): Promise<MarkedChats> {
  const rows = await connection.query<MarkedRow>(statement, [
    mark.chatIds,
    mark.ownerId,
    mark.remoteOrigin,
    mark.branch,
    mark.forgeId,
    mark.repository,
    mark.headSha,
  ]);
  if (mark.repository !== '' && rows.some((row) => row.inserted)) {
    await replayUnmatched(connection, { forgeId: mark.forgeId, branches: [mark] });
  }
  return {
    chatIds: rows.map((row) => row.chat_id),
    archivedChatIds: rows.filter((row) => row.archived).map((row) => row.chat_id),
  };
}
