import type { Connection } from '../../database.ts';

export interface StoredForgeToken {
  ciphertext: Buffer | null;
  fingerprint: string | null;
  /** The address that the token was linked for; null: linked before addresses were recorded. */
  apiBaseUrl: string | null;
  webBaseUrl: string | null;
  pausedUntil: Date | null;
}

/**
 * The owner's linked token, and until when the token that will be used is paused: the linked one, or
 * else the one from the configuration, whose fingerprint is `$3`.
 */
const statement = {
  name: 'find-forge-token',
  text: `
SELECT t.token_ciphertext AS "ciphertext", t.token_fingerprint AS "fingerprint",
  t.api_base_url AS "apiBaseUrl", t.web_base_url AS "webBaseUrl", p.paused_until AS "pausedUntil"
FROM (SELECT $1::text AS owner_id, $2::text AS forge_id) AS requested
LEFT JOIN forge_tokens t ON t.owner_id = requested.owner_id AND t.forge_id = requested.forge_id
LEFT JOIN forge_pauses p ON p.forge_id = requested.forge_id
  AND p.token_fingerprint = COALESCE(t.token_fingerprint, $3::text)
  AND p.paused_until > now()`,
};

const noToken: StoredForgeToken = {
  ciphertext: null,
  fingerprint: null,
  apiBaseUrl: null,
  webBaseUrl: null,
  pausedUntil: null,
};

export async function findForgeToken(
  connection: Connection,
  ownerId: string,
  forgeId: string,
  sharedFingerprint: string | null,
): Promise<StoredForgeToken> {
  const values = [ownerId, forgeId, sharedFingerprint];
  const [row] = await connection.query<StoredForgeToken>(statement, values);
  return row ?? noToken;
}
