import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { type Client, createClient } from '../contract/client.ts';
import { createLogger } from '../platform/logger.ts';
import { loadConfig } from './config.ts';
import { loadSecrets } from './secrets.ts';
import { startServer } from './start-server.ts';

export interface Afterpush extends AsyncDisposable {
  /** Where its API and page are. */
  url: string;
  /** The admin token of its API. */
  token: string;
  /** Calls its API with that token. */
  client: Client;
  /** Ends its work, and returns its leases to other replicas. */
  stop(): Promise<void>;
}

/**
 * Runs Afterpush in this process: workers, API and page. Settings are named as in the environment of
 * `afterpush serve`, which is not read: `AFTERPUSH_DATABASE_URL` is your PostgreSQL, `AFTERPUSH_PORT` 0 picks
 * a free port. Rejects when a setting is wrong, and says which.
 */
export async function startAfterpush(settings: Record<string, string>): Promise<Afterpush> {
  const config = loadConfig({
    environment: settings,
    fileText: undefined,
    homeDirectory: homedir(),
  });
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(config);
  const server = await startServer(config, secrets, createLogger(config.logLevel));
  const stop = async () => server[Symbol.asyncDispose]();
  return {
    url: server.url,
    token: secrets.adminToken,
    client: createClient({ baseUrl: server.url, token: secrets.adminToken }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
