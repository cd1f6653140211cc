import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { groupBy } from '../platform/group-by.ts';
import type { TokenPort } from './ports.ts';

/**
 * Groups rows that one forge call can refresh: at most `batchSize` rows of one forge and one token. Two
 * owners who both use the configuration's token share a call.
 */
export async function planBatches(
  rows: readonly AcquiredRow[],
  { tokens, batchSize }: { tokens: TokenPort; batchSize: number },
): Promise<AcquiredRow[][]> {
  if (batchSize === 1) return rows.map((row) => [row]);
  const owners = new Map<string, Promise<string>>();
  const keyed = rows.map(async (row) => {
    const key = `${row.forgeId} ${row.ownerId}`;
    const known = owners.get(key) ?? findTokenKey(row, tokens);
    owners.set(key, known);
    return { row, token: `${row.forgeId} ${await known}` };
  });
  const byToken = groupBy(await Promise.all(keyed), ({ token }) => token);
  return byToken.flatMap((ofToken) =>
    toChunks(
      ofToken.map(({ row }) => row),
      batchSize,
    ),
  );
}

async function findTokenKey(row: AcquiredRow, tokens: TokenPort): Promise<string> {
  // Without a token the rows of an owner form a batch; resolving them reports why.
  const found = await tokens.findToken(row.ownerId, row.forgeId).catch(() => undefined);
  return found?.kind === 'token' ? `token ${found.fingerprint}` : `owner ${row.ownerId}`;
}

/** Chunks of equal size, rather than full ones and a small last one. */
function toChunks(rows: readonly AcquiredRow[], most: number): AcquiredRow[][] {
  const count = Math.ceil(rows.length / most);
  const size = Math.ceil(rows.length / count);
  return Array.from({ length: count }, (_, index) => rows.slice(index * size, (index + 1) * size));
}
