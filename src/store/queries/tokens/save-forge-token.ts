import type { Connection } from '../../database.ts';
import { lockWaiting, releaseWaiting } from '../../waiting-rows.ts';

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
    forge_id, owner_id, token_ciphertext, token_fingerprint, api_base_url, web_base_url)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (owner_id, forge_id) DO UPDATE SET
    token_ciphertext = excluded.token_ciphertext,
    token_fingerprint = excluded.token_fingerprint,
    api_base_url = excluded.api_base_url,
    web_base_url = excluded.web_base_url,
    created_at = now()
), ${lockWaiting('c.owner_id = $2')}, ${releaseWaiting('l.owner_id = $2')}`,
};

export async function saveForgeToken(connection: Connection, save: SaveForgeToken): Promise<void> {
  await connection.query(statement, [
    save.forgeId,
    save.ownerId,
    save.ciphertext,
    save.fingerprint,
    save.apiBaseUrl,
    save.webBaseUrl,
  ]);
}
