import type { Connection } from '../../database.ts';

const statement = {
  name: 'find-validator',
  text: `SELECT etag, value FROM forge_validators
WHERE token_fingerprint = $1 AND url_hash = sha256(convert_to($2::text, 'UTF8'))`,
};

export async function findValidator(
  connection: Connection,
  tokenFingerprint: string,
  url: string,
): Promise<{ etag: string; value: unknown } | undefined> {
  const values = [tokenFingerprint, url];
  const [row] = await connection.query<{ etag: string; value: unknown }>(statement, values);
  return row;
}
