import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { openBrowser } from '../cli/browser.ts';
import { proposeFolders } from '../cli/propose-folders.ts';
import { formatJson, toSafeText } from '../cli/safe-text.ts';
import { createProcessTerminal } from '../cli/terminal.ts';
import { createClient } from '../contract/client.ts';
import { Lifetime } from '../platform/lifetime.ts';
import { createLogger, type Logger, toLoggable } from '../platform/logger.ts';
import { type ConfigFile, configFileName, readConfigFile } from './config/config-file.ts';
import { ConfigError } from './config/settings.ts';
import { type Config, loadConfig } from './config.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { warnAboutExposure } from './warn-about-exposure.ts';

export interface ServeOptions {
  demo?: boolean | undefined;
  host?: string | undefined;
  port?: string | undefined;
  /** The configuration file to read instead of the one in the data directory. */
  config?: string | undefined;
  /** Open the page in the browser. */
  open?: boolean | undefined;
}

// A hanging stop must end too, before a supervisor kills the process.
const longestStopMs = 10_000;

/** What runs the server together with a demo forge and simulated agents. */
export type StartDemo = (server: {
  config: Config;
  secrets: Secrets;
  logger: Logger;
  lifetime: Lifetime;
  announce: (server: RunningServer) => void;
}) => Promise<void>;

/** `afterpush serve`: runs until SIGINT or SIGTERM. */
export async function serve(options: ServeOptions, loadDemo: () => Promise<StartDemo>) {
  try {
    await run(options, loadDemo);
  } catch (error) {
    console.error(
      `afterpush: ${toSafeText(error instanceof Error ? error.message : String(error))}`,
    );
    if (!(error instanceof ConfigError) && process.env.AFTERPUSH_LOG_LEVEL === 'debug') {
      console.error(formatJson(toLoggable(error)));
    }
    process.exitCode = 1;
  }
}

async function run(options: ServeOptions, loadDemo: () => Promise<StartDemo>): Promise<void> {
  const subject = options.demo ? ' the demo, which first creates the work of a day' : '';
  console.log(`starting${subject} ...`);
  const environment = withOptions(process.env, options);
  const homeDirectory = homedir();
  const file = readConfigFile({ option: options.config, environment, homeDirectory });
  announceConfigFile(file);
  const config = loadConfig({ environment, fileText: file.text, homeDirectory });
  const logger = createLogger(config.logLevel);
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(config);
  warnAboutExposure(config, logger);
  const stopped = waitForStop(logger);
  const lifetime = new Lifetime();
  const announceAndOpen = (server: RunningServer) => {
    announce(server);
    if (options.open) void openPage(server);
  };
  try {
    if (options.demo) {
      const startDemo = await loadDemo();
      await startDemo({ config, secrets, logger, lifetime, announce: announceAndOpen });
    } else {
      const server = lifetime.use(await startServer(config, secrets, logger));
      announceAndOpen(server);
      lifetime.run(
        (signal) => proposeOnEmptyBoard(server, secrets, signal),
        (error) => logger.warn({ error }, 'failed to propose the folders of agents'),
      );
    }
    await stopped;
  } finally {
    await lifetime[Symbol.asyncDispose]();
  }
}

/** Command line options override the environment. */
function withOptions(
  environment: NodeJS.ProcessEnv,
  { host, port }: ServeOptions,
): Record<string, string | undefined> {
  return {
    ...environment,
    ...(host === undefined ? {} : { AFTERPUSH_HOST: host }),
    ...(port === undefined ? {} : { AFTERPUSH_PORT: port }),
  };
}

function announceConfigFile({ path, text }: ConfigFile): void {
  console.log(text === undefined ? `configuration: no file at ${path}` : `configuration: ${path}`);
  const ignored = resolve(configFileName);
  if (ignored === path || !existsSync(ignored)) return;
  const advice = `To use it, start with --config ${configFileName}, or move it to the data directory.`;
  console.error(`afterpush: ${toSafeText(ignored)} is not read. ${advice}`);
}

function announce({ url, loginUrl }: RunningServer): void {
  console.log(`listening on ${url}`);
  console.log(`open ${loginUrl}`);
  console.log('(works once, for 10 minutes; `afterpush login-link` prints a new link)');
}

async function openPage({ loginUrl }: RunningServer): Promise<void> {
  if (await openBrowser(loginUrl, createProcessTerminal())) return;
  console.error('afterpush: no browser can be opened here: open the link above');
}

/** The first screen of a person who has no chats yet. */
async function proposeOnEmptyBoard(
  { url }: RunningServer,
  { adminToken }: Secrets,
  signal: AbortSignal,
): Promise<void> {
  const terminal = createProcessTerminal();
  if (!terminal.readKey) return;
  const client = createClient({ baseUrl: url, token: adminToken });
  const { chats } = await client.listChats({ limit: 1 });
  if (chats.length === 0) await proposeFolders(terminal, client, signal);
}

function waitForStop(logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        logger.info({ signal: name }, 'stopping');
        setTimeout(() => process.exit(1), longestStopMs).unref();
        resolve();
      });
    }
  });
}
