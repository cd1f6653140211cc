import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StartDemo } from '../src/app/serve.ts';
import { startServer } from '../src/app/start-server.ts';
import { type Client, createClient } from '../src/contract/client.ts';
import { packageRoot } from '../src/platform/package-root.ts';
import type { Database } from '../src/store/database.ts';
import { startDemoAgents } from './agents/demo-agents.ts';
import { createForgeClient } from './agents/forge-client.ts';
import { createFailureReport } from './agents/report-failures.ts';
import { type EarlierBranch, seedEarlierWork } from './agents/seed-earlier-work.ts';
import { type DemoForge, startDemoForge } from './forge/demo-forge.ts';
import { type EarlierHealth, recordEarlierHealth } from './record-earlier-health.ts';
import { replayHour } from './seed/replay-hour.ts';
import { installDemoHooks, seedDemoWorld } from './seed/seed-demo-world.ts';

const forgeId = 'demo';
const hourMs = 3_600_000;
/** The age of the repositories, which are older than all work in them. */
const longestHistoryHours = 24 * 30;

/**
 * Runs the server with a demo forge and simulated agents. All data is in a temporary directory, because
 * the demo forge keeps pull requests in memory and the demo's board must not mix with a real one.
 */
export const startDemo: StartDemo = async ({ config, secrets, logger, lifetime, announce }) => {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-demo-'));
  lifetime.defer(() => rmSync(directory, { recursive: true, force: true }));
  let hoursAgo = 0;
  const now = () => new Date(Date.now() - hoursAgo * hourMs);
  const forge = lifetime.use(await startDemoForge({ directory: join(directory, 'forge'), now }));
  const setHoursAgo = (hours: number) => void (hoursAgo = hours);
  setHoursAgo(longestHistoryHours);
  const people = await seedDemoWorld(forge);
  const branches = await seedEarlierWork({ forge, people, setHoursAgo });
  const webhookSecret = randomBytes(24).toString('base64url');
  const server = lifetime.use(
    await startServer(
      {
        ...config,
        discover: false,
        databaseUrl: undefined,
        databaseDirectory: join(directory, 'database'),
        forges: [
          {
            id: forgeId,
            type: 'github',
            apiBaseUrl: forge.apiBaseUrl,
            webBaseUrl: forge.webBaseUrl,
            token: people.person.token,
            webhookSecret,
          },
        ],
      },
      secrets,
      logger,
    ),
  );
  installDemoHooks(forge, { url: `${server.url}/webhooks/demo`, secret: webhookSecret });
  const client = createClient({ baseUrl: server.url, token: secrets.adminToken });
  await showEarlierWork(client, branches);
  const health = { ...(await readQuota(forge, people.person.token)), forgeId };
  const { diffStatusTtlMs: checkEveryMs } = config.durations;
  await showEarlierHealth(server.database, { ...health, branches, checkEveryMs });
  announce(server);
  console.log(`the demo forge is at ${forge.webBaseUrl}; its agents are starting`);
  const controller = new AbortController();
  const agents = await startDemoAgents({
    forge,
    people,
    createChat: (chat) => client.createChat(chat),
    askpassPath: join(packageRoot, 'dist/askpass.js'),
    agentEnvironment: async (chatId) => ({
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: (await client.createChatToken(chatId)).token,
      AFTERPUSH_CHAT_ID: chatId,
    }),
    signal: controller.signal,
    log: (message) => logger.info({}, message),
    warn: createFailureReport(logger, (line) => console.error(line)),
  });
  lifetime.defer(() => {
    controller.abort();
    return agents.finished;
  });
};

const longestWaitMs = 5_000;
const pollMs = 100;

/** Reports the pushes, and ends the pull requests that have ended once the server shows them. */
async function showEarlierWork(client: Client, branches: readonly EarlierBranch[]): Promise<void> {
  for (const { title, agent, origin, branch } of branches) {
    const { id } = await client.createChat({ title, agent });
    await client.sendPushSignal({ origin, branch, chat_id: id });
  }
  await waitFor(async () => {
    const { chats } = await client.listChats({ limit: 100 });
    return chats.every(({ diff_status: status }) => status?.url);
  });
  for (const { end } of branches) await end();
}

/** Records what the server measures in an hour of this work, which it did not run for. */
async function showEarlierHealth(
  database: Database,
  {
    branches: pullRequests,
    checkEveryMs,
    ...health
  }: Omit<EarlierHealth, 'minutes'> & { branches: readonly EarlierBranch[]; checkEveryMs: number },
): Promise<void> {
  const minutes = replayHour({ pullRequests, endsAt: new Date(), checkEveryMs });
  await waitFor(() => recordEarlierHealth(database, { ...health, minutes }));
}

/** The quota of a token for batches of branches. */
async function readQuota(forge: DemoForge, token: string) {
  const client = createForgeClient(forge, token, new AbortController().signal);
  const { resources } = await client.send('GET', '/rate_limit');
  const { graphql } = resources as { graphql: { limit: number } };
  return { token, bucket: 'graphql', quota: graphql.limit };
}

/** Gives up after a while: the demo starts all the same. */
async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  while (!(await condition()) && performance.now() < deadline) await delay(pollMs);
}
