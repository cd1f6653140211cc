import type { Connection } from '../../database.ts';
import type { TokenExpiry } from './save-token-expiry.ts';

/** Also those that passed not long ago, so that people learn why a token is refused. */
const statement = {
  name: 'list-token-expiries',
  text: `
SELECT forge_id AS "forgeId", token_fingerprint AS "tokenFingerprint", expires_at AS "expiresAt"
FROM token_expiries
WHERE expires_at > now() - interval '30 days'`,
};

export function listTokenExpiries(connection: Connection): Promise<TokenExpiry[]> {
  return connection.query<TokenExpiry>(statement);
}
