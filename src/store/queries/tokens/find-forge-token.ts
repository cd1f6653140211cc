import type { BucketPause } from '../../../domain/forge-token.ts';
import type { Connection } from '../../database.ts';

export interface StoredForgeToken {
  ciphertext: Buffer | null;
  fingerprint: string | null;
  /** The address that the token was linked for; null: linked before addresses were recorded. */
  apiBaseUrl: string | null;
  webBaseUrl: string | null;
  /** Only those in force. */
  pauses: BucketPause[];
}

interface Row extends Omit<StoredForgeToken, 'pauses'> {
  bucket: string | null;
  endsInMs: number | null;
  until: Date | null;
}

/**
 * The owner's linked token, and the pauses of the token that will be used: the linked one, or else
 * the one from the configuration, whose fingerprint is `$3`. One row for each pause, or one without.
 */
const statement = {
  name: 'find-forge-token',
  text: `
SELECT t.token_ciphertext AS "ciphertext", t.token_fingerprint AS "fingerprint",
  t.api_base_url AS "apiBaseUrl", t.web_base_url AS "webBaseUrl",
  p.bucket AS "bucket", p.paused_until AS "until",
  (extract(epoch FROM p.paused_until - now()) * 1000)::float8 AS "endsInMs"
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
  pauses: [],
};

export async function findForgeToken(
  connection: Connection,
  ownerId: string,
  forgeId: string,
  sharedFingerprint: string | null,
): Promise<StoredForgeToken> {
  const values = [ownerId, forgeId, sharedFingerprint];
  const rows = await connection.query<Row>(statement, values);
  const { ciphertext, fingerprint, apiBaseUrl, webBaseUrl } = rows[0] ?? noToken;
  return { ciphertext, fingerprint, apiBaseUrl, webBaseUrl, pauses: rows.flatMap(toPause) };
}

function toPause({ bucket, endsInMs, until }: Row): BucketPause[] {
  if (endsInMs === null || until === null) return [];
  return [{ bucket: bucket || null, endsInMs, until }];
}
