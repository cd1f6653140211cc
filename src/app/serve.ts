import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { Lifetime } from '../platform/lifetime.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { ConfigError } from './config/settings.ts';
import { loadConfig } from './config.ts';
import { type RunningServer, startServer } from './main.ts';
import { loadSecrets, type Secrets } from './secrets.ts';

export interface ServeOptions {
  demo?: boolean | undefined;
  host?: string | undefined;
  port?: string | undefined;
}

const configFile = 'afterpush.config.yaml';
// A stop that hangs must end too: a supervisor would kill the process without a word.
const longestStopMs = 10_000;

/** `afterpush serve`: runs until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  try {
    await run(options);
  } catch (error) {
    console.error(`afterpush: ${error instanceof Error ? error.message : String(error)}`);
    if (!(error instanceof ConfigError) && process.env.AFTERPUSH_LOG_LEVEL === 'debug') {
      console.error(error);
    }
    process.exitCode = 1;
  }
}

async function run(options: ServeOptions): Promise<void> {
  const config = loadConfig({
    environment: withOptions(process.env, options),
    fileText: existsSync(configFile) ? readFileSync(configFile, 'utf8') : undefined,
    homeDirectory: homedir(),
  });
  const logger = createLogger(config.logLevel);
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const secrets = loadSecrets(config);
  const stopped = waitForStop(logger);
  const lifetime = new Lifetime();
  try {
    if (options.demo) {
      const { startDemo } = await import('../../demo/start-demo.ts');
      await startDemo({ config, secrets, logger, lifetime, announce });
    } else {
      announce(lifetime.use(await startServer(config, secrets, logger)), secrets);
    }
    await stopped;
  } finally {
    await lifetime[Symbol.asyncDispose]();
  }
}

/** Options of the command line win over the environment. */
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

function announce(server: RunningServer, secrets: Secrets): void {
  console.log(`listening on ${server.url}`);
  console.log(`open ${server.publicUrl}/login?token=${encodeURIComponent(secrets.adminToken)}`);
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
