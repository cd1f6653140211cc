import { setTimeout as delay } from 'node:timers/promises';
import {
  type AfterpushProcess,
  countRefreshes,
  startAfterpush,
} from '../test/support/afterpush-process.ts';
import { eventually } from '../test/support/eventually.ts';
import { readProcess } from './footprint.ts';
import { type BenchForge, formatForges } from './forge-client.ts';

export interface RateResult {
  /** The first refresh of every row, with full responses. */
  coldRowsPerSecond: number;
  /** Repeated refreshes. */
  warmRowsPerSecond: number;
  /** Requests to the forge per repeated refresh. */
  requestsPerRow: number;
  /** Share of one core while refreshing. */
  serverCpu: number;
}

const chatsPerPullRequest = 4;
const warmSeconds = 15;

/** Measures the rows per second of one replica when more rows are due than it can refresh. */
export async function measureRefreshRate(
  forge: BenchForge,
  databaseUrl: string,
): Promise<RateResult> {
  await using server = await startAfterpush({
    environment: {
      AFTERPUSH_DATABASE_URL: databaseUrl,
      AFTERPUSH_FORGES: formatForges(forge),
      // Due again immediately, so that the interval does not limit the rate.
      AFTERPUSH_DIFF_STATUS_TTL: '1ms',
    },
  });
  const rows = forge.branches.length * chatsPerPullRequest;
  const startedAt = performance.now();
  await signalEveryBranch(server, forge);
  await eventually('every row', async () => (await countRefreshes(server)) >= rows, 300_000);
  const coldSeconds = (performance.now() - startedAt) / 1_000;

  await forge.takeRequests();
  const [before, cpuBefore] = [await countRefreshes(server), readProcess(server.process.pid)];
  const measuredAt = performance.now();
  await delay(warmSeconds * 1_000);
  const seconds = (performance.now() - measuredAt) / 1_000;
  const refreshed = (await countRefreshes(server)) - before;
  const requests = await forge.takeRequests();
  const cpu = readProcess(server.process.pid).cpuSeconds - cpuBefore.cpuSeconds;
  return {
    coldRowsPerSecond: rows / coldSeconds,
    warmRowsPerSecond: refreshed / seconds,
    requestsPerRow: (requests.rest + requests.graphql) / refreshed,
    serverCpu: cpu / seconds,
  };
}

/** Signals every branch once; each chat of the workspace tracks it. */
async function signalEveryBranch(server: AfterpushProcess, forge: BenchForge): Promise<void> {
  for (let chat = 0; chat < chatsPerPullRequest; chat += 1) {
    await server.client.createChat({ id: `bench-${chat}`, workspace_id: 'bench' });
  }
  for (const { origin, branch } of forge.branches) {
    await server.client.sendPushSignal({ origin, branch, workspace_id: 'bench' });
  }
}
