import type { TokenLookup } from '../domain/forge-token.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import { groupBy } from '../platform/group-by.ts';
import type { TokenPort } from './ports.ts';

/** Rows that one forge call can refresh. */
export interface Batch {
  rows: AcquiredRow[];
  /** Answers with the tokens that were found while planning, so that each is looked up once. */
  tokens: TokenPort;
}

/**
 * Groups rows that one forge call can refresh: at most `batchSize` rows of one forge and one token. Two
 * owners who both use the configuration's token share a call.
 */
export async function planBatches(
  rows: readonly AcquiredRow[],
  { tokens: source, batchSize }: { tokens: TokenPort; batchSize: number },
): Promise<Batch[]> {
  const tokens = rememberTokens(source);
  if (batchSize === 1) return rows.map((row) => ({ rows: [row], tokens }));
  const keyed = rows.map(async (row) => {
    return { row, token: `${row.forgeId} ${await findTokenKey(row, tokens)}` };
  });
  const byToken = groupBy(await Promise.all(keyed), ({ token }) => token);
  return byToken.flatMap((ofToken) => {
    const chunks = toChunks(
      ofToken.map(({ row }) => row),
      batchSize,
    );
    return chunks.map((chunk) => ({ rows: chunk, tokens }));
  });
}

/** For the rows of one acquire, which are refreshed at once. */
function rememberTokens(source: TokenPort): TokenPort {
  const found = new Map<string, Promise<TokenLookup>>();
  return {
    findToken(ownerId, forgeId) {
      const key = `${forgeId} ${ownerId}`;
      const known = found.get(key) ?? source.findToken(ownerId, forgeId);
      found.set(key, known);
      return known;
    },
    reportRefused: (forgeId, token) => source.reportRefused?.(forgeId, token),
  };
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
