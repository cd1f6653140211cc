import type { Connection } from '../../database.ts';
import { inLockOrder } from '../../lock-order.ts';

export interface SaveForgeToken {
  ownerId: string;
  forgeId: string;
  ciphertext: Buffer;
  fingerprint: string;
  apiBaseUrl: string;
  webBaseUrl: string;
}

/**
 * Links a token, and in the same statement makes the rows due that waited for it: rows without a
 * token, and rows that the previous token could not refresh.
 */
const statement = {
  name: 'save-forge-token',
  text: `
WITH saved AS (
  INSERT INTO forge_tokens (
    owner_id, forge_id, token_ciphertext, token_fingerprint, api_base_url, web_base_url)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (owner_id, forge_id) DO UPDATE SET
    token_ciphertext = excluded.token_ciphertext,
    token_fingerprint = excluded.token_fingerprint,
    api_base_url = excluded.api_base_url,
    web_base_url = excluded.web_base_url,
    created_at = now()
), waiting AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE c.owner_id = $1 AND NOT c.archived
    AND s.forge_id = $2 AND s.stale_at > now()
    AND s.failure_kind IN ('no_token', 'unauthorized', 'forbidden', 'not_found', 'rate_limited')
  ${inLockOrder}
), woken AS (
  UPDATE chat_diff_statuses s SET
    interrupted_revision =
      CASE WHEN s.stale_at <= now() THEN s.interrupted_revision ELSE s.revision END,
    revision = s.revision + 1,
    stale_at = now()
  FROM waiting
  WHERE s.chat_id = waiting.chat_id
    AND s.git_remote_origin = waiting.git_remote_origin
    AND s.git_branch = waiting.git_branch
)
SELECT pg_notify('afterpush', json_build_object('kind', 'due', 'forge_id', $2::text)::text)`,
};

export async function saveForgeToken(connection: Connection, save: SaveForgeToken): Promise<void> {
  await connection.query(statement, [
    save.ownerId,
    save.forgeId,
    save.ciphertext,
    save.fingerprint,
    save.apiBaseUrl,
    save.webBaseUrl,
  ]);
}
