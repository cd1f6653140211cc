import type { Connection } from '../../database.ts';

export interface TokenExpiry {
  forgeId: string;
  tokenFingerprint: string;
  expiresAt: Date;
}

/** The latest report of a forge counts: a token may be renewed. */
const statement = {
  name: 'save-token-expiry',
  text: `
INSERT INTO token_expiries (forge_id, token_fingerprint, expires_at)
VALUES ($1, $2, $3)
ON CONFLICT (forge_id, token_fingerprint) DO UPDATE SET
  expires_at = excluded.expires_at, observed_at = now()`,
};

export async function saveTokenExpiry(connection: Connection, expiry: TokenExpiry): Promise<void> {
  const { forgeId, tokenFingerprint, expiresAt } = expiry;
  await connection.query(statement, [forgeId, tokenFingerprint, expiresAt]);
}
