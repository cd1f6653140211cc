import { setTimeout as delay } from 'node:timers/promises';
import { countRefreshes, startAfterpush } from '../test/support/afterpush-process.ts';
import { eventually } from '../test/support/eventually.ts';
import { type BenchForge, formatForges, type RequestCounts } from './forge-client.ts';

export interface QuotaResult {
  /** Each round refreshes every open pull request once. */
  rounds: number;
  requests: RequestCounts;
  pullRequests: number;
}

/** Shorter than the default of 120 s. The result is per round, so the interval does not matter. */
const ttlSeconds = 12;
const rounds = 5;

/** Measures the requests that keep every pull request fresh while nothing changes. */
export async function measureQuota(forge: BenchForge, databaseUrl: string): Promise<QuotaResult> {
  await using server = await startAfterpush({
    environment: {
      AFTERPUSH_DATABASE_URL: databaseUrl,
      AFTERPUSH_FORGES: formatForges(forge),
      AFTERPUSH_DIFF_STATUS_TTL: `${ttlSeconds}s`,
    },
  });
  const pullRequests = forge.branches.length;
  const chat = await server.client.createChat({ id: 'quota' });
  for (const { origin, branch } of forge.branches) {
    await server.client.sendPushSignal({ origin, branch, chat_id: chat.id });
  }
  await eventually(
    'every row',
    async () => (await countRefreshes(server)) >= pullRequests,
    300_000,
  );
  // The first round after the signals gathers rows into batches.
  await delay(2 * ttlSeconds * 1_000);
  await forge.takeRequests();
  const before = await countRefreshes(server);
  await eventually(
    'the rounds',
    async () => (await countRefreshes(server)) - before >= rounds * pullRequests,
    300_000,
  );
  const requests = await forge.takeRequests();
  return { rounds, requests, pullRequests };
}
