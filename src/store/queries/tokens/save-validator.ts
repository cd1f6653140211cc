import type { Connection } from '../../database.ts';
import { toStorableJson } from '../../storable-values.ts';

/** A validator and the value it validates are one row, so a 304 can never confirm another value. */
const statement = {
  name: 'save-validator',
  text: `
INSERT INTO forge_validators (token_fingerprint, url_hash, etag, value)
VALUES ($1, sha256(convert_to($2::text, 'UTF8')), $3, $4::jsonb)
ON CONFLICT (token_fingerprint, url_hash)
DO UPDATE SET etag = excluded.etag, value = excluded.value, saved_at = now()`,
};

export async function saveValidator(
  connection: Connection,
  tokenFingerprint: string,
  url: string,
  validated: { etag: string; value: unknown },
): Promise<void> {
  const value = toStorableJson(validated.value);
  await connection.query(statement, [tokenFingerprint, url, validated.etag, value]);
}
