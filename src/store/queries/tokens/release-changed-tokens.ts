import type { Connection } from '../../database.ts';
import { lockWaiting, releaseWaiting } from '../../waiting-rows.ts';

/**
 * At start: makes the rows due that wait because of another token than the one that serves them now.
 * The configuration's token, whose fingerprint is `$2`, may have appeared, vanished or changed. Compared
 * row by row, so that the last of several replicas to restart releases what the others recorded.
 */
const servesLane = `COALESCE((SELECT t.token_fingerprint FROM forge_tokens t
      WHERE t.owner_id = l.owner_id AND t.forge_id = l.forge_id), $2::text)`;

const statement = {
  name: 'release-changed-tokens',
  text: `
WITH ${lockWaiting(`s.failure_kind IS NOT NULL
    AND s.failure_token IS DISTINCT FROM COALESCE(t.token_fingerprint, $2::text, '')`)}, ${releaseWaiting(`l.token_fingerprint <> ${servesLane}`)}`,
};

export async function releaseChangedTokens(
  connection: Connection,
  forgeId: string,
  sharedFingerprint: string | null,
): Promise<void> {
  await connection.query(statement, [forgeId, sharedFingerprint]);
}
