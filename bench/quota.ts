import { setTimeout as delay } from 'node:timers/promises';
import { countRefreshes, startAfterpush } from '../test/support/afterpush-process.ts';
import { eventually } from '../test/support/eventually.ts';
import { type BenchForge, type RequestCounts, toForges } from './forge-client.ts';

export interface QuotaResult {
  /** In one round every open pull request is read once. */
  rounds: number;
  requests: RequestCounts;
  pullRequests: number;
}

/** The interval between two looks is 120 s; here it is shortened, and rounds are what is counted. */
const ttlSeconds = 12;
const rounds = 5;

/** What keeping every pull request of the forge true costs. Nothing changes meanwhile. */
export async function measureQuota(forge: BenchForge, databaseUrl: string): Promise<QuotaResult> {
  await using server = await startAfterpush({
    environment: {
      AFTERPUSH_DATABASE_URL: databaseUrl,
      AFTERPUSH_FORGES: toForges(forge),
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
