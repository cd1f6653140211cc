import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../src/app/config.ts';
import { type RunningServer, startServer } from '../src/app/main.ts';
import type { Secrets } from '../src/app/secrets.ts';
import { createClient } from '../src/contract/client.ts';
import type { Lifetime } from '../src/platform/lifetime.ts';
import type { Logger } from '../src/platform/logger.ts';
import { packageRoot } from '../src/platform/package-root.ts';
import { startDemoAgents } from './agents/demo-agents.ts';
import { startDemoForge } from './forge/demo-forge.ts';
import { installDemoHooks } from './seed/install-demo-hooks.ts';
import { seedDemoWorld } from './seed/seed-demo-world.ts';

export interface DemoOptions {
  config: Config;
  secrets: Secrets;
  logger: Logger;
  lifetime: Lifetime;
  announce: (server: RunningServer, secrets: Secrets) => void;
}

/** The forge delivers what changes; nobody waits two minutes for what it does not tell. */
const diffStatusTtlMs = 15_000;

/**
 * The server with a forge and agents at its side, in a temporary directory of their own: the demo's
 * forge keeps its pull requests in memory, and a real board is not mixed up with it.
 */
export async function startDemo({ config, secrets, logger, lifetime, announce }: DemoOptions) {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-demo-'));
  lifetime.defer(() => rmSync(directory, { recursive: true, force: true }));
  const forge = lifetime.use(await startDemoForge({ directory: join(directory, 'forge') }));
  const people = await seedDemoWorld(forge);
  const webhookSecret = randomBytes(24).toString('base64url');
  const server = lifetime.use(
    await startServer(
      {
        ...config,
        durations: { ...config.durations, diffStatusTtlMs },
        databaseUrl: undefined,
        databaseDirectory: join(directory, 'database'),
        forges: [
          {
            id: 'demo',
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
  announce(server, secrets);
  console.log(`the demo forge is at ${forge.webBaseUrl}; its agents start working now`);
  const client = createClient({ baseUrl: server.url, token: secrets.adminToken });
  const controller = new AbortController();
  const agents = await startDemoAgents({
    forge,
    people,
    createChat: ({ title }) => client.createChat({ title }),
    askpassPath: join(packageRoot, 'dist/askpass.js'),
    agentEnvironment: (chatId) => ({
      AFTERPUSH_URL: server.url,
      AFTERPUSH_TOKEN: secrets.adminToken,
      AFTERPUSH_CHAT_ID: chatId,
    }),
    signal: controller.signal,
    log: (message) => logger.info({}, message),
    warn: (message) => logger.warn({}, message),
  });
  lifetime.defer(() => {
    controller.abort();
    return agents.finished;
  });
}
