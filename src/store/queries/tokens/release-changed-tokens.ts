import type { Connection } from '../../database.ts';
import { lockWaiting, releaseWaiting } from '../../waiting-rows.ts';

/**
 * At start: makes the rows due that wait because of another token than the one that serves them now.
 * The configuration's token, whose fingerprint is `$2`, may have appeared, vanished or changed. Compared
 * row by row, so that the last of several replicas to restart releases what the others recorded.
 */
const statement = {
  name: 'release-changed-tokens',
  text: `
WITH ${lockWaiting(`s.failure_kind IS NOT NULL
    AND s.failure_token IS DISTINCT FROM COALESCE(t.token_fingerprint, $2::text, '')`)}, ${releaseWaiting}`,
};

export async function releaseChangedTokens(
  connection: Connection,
  forgeId: string,
  sharedFingerprint: string | null,
): Promise<void> {
  await connection.query(statement, [forgeId, sharedFingerprint]);
}
