import type { MarkedChats, MarkStale } from '../../../domain/tracked-branch.ts';
import { type Connection, DatabaseUnavailable } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';
import { replayUnmatched } from '../webhooks/replay-unmatched.ts';
import { mergeDuplicates } from './merge-duplicates.ts';

/** Git accepts endless spellings of one address. */
const mostOtherOrigins = 20;

/** Several signals report one push within seconds, and not all of them know its commit. */
const reportedSha = `COALESCE($7::text,
      CASE WHEN s.reported_at > now() - interval '10 seconds' THEN s.reported_sha END)`;

/**
 * Whether a row of the signalled name is one of another repository than the row of the signalled origin:
 * one of the two was renamed, and the other took over its name.
 */
const isAnother = `EXISTS (
        SELECT FROM chat_diff_statuses o
        WHERE o.chat_id = s.chat_id AND o.git_remote_origin = $3 AND o.git_branch = $4
          AND o.forge_id = s.forge_id AND o.repository_id <> s.repository_id)`;

/**
 * The repository of the row is lost, and the push went to the one that has its name now. The row is known
 * by its name again, unless another row of the chat is.
 */
const startsAgain = `(s.git_remote_origin = $3 AND s.failure_kind IS NOT DISTINCT FROM 'not_found'
      AND NOT EXISTS (
        SELECT FROM chat_diff_statuses o
        WHERE o.chat_id = s.chat_id AND o.forge_id = $5 AND o.repository = $6 AND o.git_branch = $4
          AND o.git_remote_origin <> $3))`;

/**
 * Makes the branch due now in each of the chats and publishes that, in one statement. Skips chats of other
 * users (S12). An archived chat stores the signal and stays off the queue; unarchiving makes its rows due.
 * The lock on the chats comes before the one on their rows (decision 13): no chat is archived or deleted
 * between the two.
 *
 * The row of a branch is found by the forge's repository, so that every address of the repository reaches
 * the same one, or else by the origin. A row that no signal has created yet is inserted; `ON CONFLICT DO
 * NOTHING`, because a concurrent signal may insert it under another origin.
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
  SELECT id, public_id, owner_id, archived FROM chats
  WHERE id = ANY ($1::text[]) AND owner_id = $2
  ORDER BY id
  FOR SHARE
), tracked AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, target.archived,
    s.forge_id = $5 AND s.repository = $6 AND $6 <> '' AS is_same_repository
  FROM target JOIN chat_diff_statuses s ON s.chat_id = target.id
  WHERE s.git_branch = $4
    AND (s.git_remote_origin = $3
      OR ($6 <> '' AND s.forge_id = $5 AND s.repository = $6 AND NOT ${isAnother})
      OR ($6 = '' AND $3 = ANY (s.other_remote_origins)))
  ${inLockOrder}
), chosen AS (
  SELECT DISTINCT ON (chat_id) *, count(*) OVER (PARTITION BY chat_id) > 1 AS is_duplicated
  FROM tracked
  ORDER BY chat_id, is_same_repository DESC, git_remote_origin = $3 DESC
), marked AS (
  UPDATE chat_diff_statuses s SET
    forge_id = CASE WHEN s.git_remote_origin = $3 THEN $5 ELSE s.forge_id END,
    repository =
      CASE WHEN s.git_remote_origin = $3 AND (s.forge_id <> $5 OR s.repository_id IS NULL)
          OR ${startsAgain}
        THEN $6 ELSE s.repository END,
    repository_id =
      CASE WHEN (s.git_remote_origin <> $3 OR s.forge_id = $5) AND NOT ${startsAgain}
        THEN s.repository_id END,
    other_remote_origins =
      CASE WHEN $3 = s.git_remote_origin OR $3 = ANY (s.other_remote_origins)
        THEN s.other_remote_origins
        ELSE ($3::text || s.other_remote_origins)[:${mostOtherOrigins}] END,
    routine = false,
    mergeability_attempts = 0,
    stale_at = CASE WHEN NOT chosen.archived
      THEN LEAST(s.stale_at, now() - interval '1 second') END,
    interrupted_revision =
      CASE WHEN s.stale_at <= now() THEN s.interrupted_revision ELSE s.revision END,
    revision = s.revision + 1,
    reported_at = now(),
    report_number = s.report_number + 1,
    reported_sha = ${reportedSha},
    reported_over_sha = CASE WHEN ${reportedSha} = s.reported_sha THEN s.reported_over_sha
      ELSE s.head_sha END,
    updated_at = now()
  FROM chosen
  WHERE s.chat_id = chosen.chat_id
    AND s.git_remote_origin = chosen.git_remote_origin
    AND s.git_branch = chosen.git_branch
  RETURNING s.chat_id, s.git_remote_origin, s.revision, s.forge_id, false AS inserted,
    chosen.is_duplicated
), created AS (
  INSERT INTO chat_diff_statuses
    (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at, reported_at,
      report_number, reported_sha)
  SELECT id, $3, $4, $5, $6, CASE WHEN NOT archived THEN now() - interval '1 second' END, now(), 1, $7
  FROM target
  WHERE NOT EXISTS (SELECT FROM tracked WHERE tracked.chat_id = target.id)
  ORDER BY id
  ON CONFLICT DO NOTHING
  RETURNING chat_id, git_remote_origin, revision, forge_id, true AS inserted, false AS is_duplicated
), stored AS (
  SELECT * FROM marked UNION ALL SELECT * FROM created
)
SELECT target.id AS "chatId", target.public_id AS "publicId", target.archived, stored.chat_id IS NOT NULL AS "isStored",
  stored.git_remote_origin AS "remoteOrigin", stored.revision,
  stored.inserted AS "isInserted", stored.is_duplicated AS "isDuplicated",
  CASE WHEN stored.chat_id IS NOT NULL THEN announce(json_build_object(
    'kind', 'diff_status_change', 'chat_id', target.id, 'owner_id', target.owner_id)::text) END,
  CASE WHEN stored.chat_id IS NOT NULL AND NOT target.archived THEN
    announce(json_build_object('kind', 'due', 'forge_id', stored.forge_id)::text) END
FROM target LEFT JOIN stored ON stored.chat_id = target.id`,
};

interface MarkedRow {
  chatId: string;
  publicId: string;
  archived: boolean;
  remoteOrigin: string;
  revision: number;
  /** False: a concurrent signal inserted the row after this statement began. */
  isStored: boolean;
  isInserted: boolean | null;
  isDuplicated: boolean | null;
}

/**
 * Returns the chats whose branch is due now, or will be once they are unarchived. Deliveries about the
 * branch that arrived before it was tracked are processed again.
 */
export async function markStale(connection: Connection, mark: MarkStale): Promise<MarkedChats> {
  const rows = await storeSignal(connection, mark);
  const duplicated = rows.filter((row) => row.isDuplicated);
  if (duplicated.length > 0) {
    await mergeDuplicates(connection, { ...mark, chatIds: duplicated.map((row) => row.chatId) });
  }
  if (mark.repository !== '' && rows.some((row) => row.isInserted)) {
    await replayUnmatched(connection, { forgeId: mark.forgeId, branches: [mark] });
  }
  return {
    rows: rows.map(({ chatId, remoteOrigin, revision }) => ({
      chatId,
      remoteOrigin,
      branch: mark.branch,
      revision,
    })),
    publicIds: rows.map((row) => row.publicId),
    archivedPublicIds: rows.filter((row) => row.archived).map((row) => row.publicId),
  };
}

const mostTries = 5;

/** Runs the statement again for chats whose row was inserted in the meantime: now it finds the row. */
async function storeSignal(
  connection: Connection,
  { chatIds, ownerId, remoteOrigin, branch, forgeId, repository, headSha }: MarkStale,
): Promise<MarkedRow[]> {
  const stored: MarkedRow[] = [];
  let missing = chatIds;
  for (let tries = 0; missing.length > 0; tries += 1) {
    if (tries === mostTries) throw new DatabaseUnavailable('The push signal could not be stored.');
    const values = [missing, ownerId, remoteOrigin, branch, forgeId, repository, headSha];
    const rows = await connection.query<MarkedRow>(statement, values);
    stored.push(...rows.filter((row) => row.isStored));
    missing = rows.filter((row) => !row.isStored).map((row) => row.chatId);
  }
  return stored.toSorted((one, other) => (one.publicId < other.publicId ? -1 : 1));
}
