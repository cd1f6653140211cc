import type { Connection } from '../../database.ts';

export interface QuotaSampleRow {
  forgeId: string;
  bucket: string;
  at: Date;
  remaining: number;
}

/** The quota samples of some tokens from the last hour, oldest first. */
const statement = {
  name: 'list-quota-samples',
  text: `
SELECT q.forge_id AS "forgeId", q.bucket, q.at, q.remaining
FROM unnest($1::text[], $2::text[]) AS requested (forge_id, token_fingerprint)
JOIN quota_samples q
  ON q.forge_id = requested.forge_id AND q.token_fingerprint = requested.token_fingerprint
WHERE q.at > now() - interval '1 hour'
ORDER BY q.at`,
};

export async function listQuotaSamples(
  connection: Connection,
  tokens: readonly { forgeId: string; tokenFingerprint: string }[],
): Promise<QuotaSampleRow[]> {
  if (tokens.length === 0) return [];
  return connection.query<QuotaSampleRow>(statement, [
    tokens.map((token) => token.forgeId),
    tokens.map((token) => token.tokenFingerprint),
  ]);
}
