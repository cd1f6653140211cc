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

/** A page of 100 pull requests has some 100 KB. Thousands of values are kept in memory. */
const maxLength = 512 * 1024;

/** Returns false for a value over the limit, which is not stored: it is read in full every time. */
export async function saveValidator(
  connection: Connection,
  tokenFingerprint: string,
  url: string,
  validated: { etag: string; value: unknown },
): Promise<boolean> {
  const value = toStorableJson(validated.value);
  if (value.length > maxLength) return false;
  await connection.query(statement, [tokenFingerprint, url, validated.etag, value]);
  return true;
}
