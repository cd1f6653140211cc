import { describe, expect, test } from 'vitest';
import { toAcquiredRow } from '../../test/support/acquired-row.ts';
import { type Batch, planBatches } from './plan-batches.ts';
import type { TokenPort } from './ports.ts';

const toRow = (ownerId: string, chatId: string) => toAcquiredRow({ ownerId, chatId });

const rows = [
  toRow('ada', '1'),
  toRow('grace', '2'),
  toRow('ada', '3'),
  toRow('ada', '4'),
  toRow('ada', '5'),
];

const toTokens = (toToken: (ownerId: string) => string | undefined): TokenPort => ({
  async findToken(ownerId) {
    const token = toToken(ownerId);
    if (token === undefined) return { kind: 'no_token', message: '' };
    return { kind: 'token', token, fingerprint: token, shared: false, pauses: [] };
  },
});

const toIds = (batches: Batch[]) => batches.map((batch) => batch.rows.map((row) => row.chatId));

describe('planning batches', () => {
  test('groups the rows of one token, at most as many as the forge accepts', async () => {
    const batches = await planBatches(rows, { tokens: toTokens((owner) => owner), batchSize: 3 });

    expect(toIds(batches)).toEqual([['1', '3'], ['4', '5'], ['2']]);
  });

  test('puts owners who use the same token into one batch', async () => {
    const batches = await planBatches(rows, { tokens: toTokens(() => 'shared'), batchSize: 50 });

    expect(toIds(batches)).toEqual([['1', '2', '3', '4', '5']]);
  });

  test('looks up the token of an owner once, for planning and refreshing', async () => {
    const lookups: string[] = [];
    const tokens = toTokens((owner) => {
      lookups.push(owner);
      return owner;
    });
    const batches = await planBatches(rows, { tokens, batchSize: 3 });
    for (const batch of batches) {
      for (const { ownerId, forgeId } of batch.rows) await batch.tokens.findToken(ownerId, forgeId);
    }
    expect(lookups).toEqual(['ada', 'grace']);
  });

  test('reports a token that the forge refused while the batch was refreshed', async () => {
    const refused: string[][] = [];
    const tokens: TokenPort = {
      ...toTokens((owner) => owner),
      reportRefused: (...report) => void refused.push(report),
    };
    const [batch] = await planBatches(rows, { tokens, batchSize: 3 });
    batch?.tokens.reportRefused?.('forge', 'ada');
    expect(refused).toEqual([['forge', 'ada']]);
  });

  test('batches by owner when there is no token', async () => {
    const tokens = toTokens(() => undefined);
    const batches = await planBatches(rows, { tokens, batchSize: 50 });

    expect(toIds(batches)).toEqual([['1', '3', '4', '5'], ['2']]);
  });
});
