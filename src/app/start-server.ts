import { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import type { Database } from '../store/database.ts';
import { openDatabase } from '../store/open-database.ts';
import type { Config } from './config.ts';
import type { Secrets } from './secrets.ts';

export interface RunningServer extends AsyncDisposable {
  /** The URL it listens on, e.g. `http://127.0.0.1:4700`. */
  url: string;
  /** Signs in the browser that opens it, once and only for a few minutes. */
  loginUrl: string;
  database: Database;
}

/** Opens the database, which starts in its own thread, while the rest of the program is loaded. */
export async function startServer(
  config: Config,
  secrets: Secrets,
  logger: Logger,
): Promise<RunningServer> {
  const opening = openStore(config, logger);
  // It may fail before anything waits for it.
  opening.catch(() => undefined);
  const { start } = await import('./main.ts');
  const lifetime = new Lifetime();
  try {
    const database = lifetime.use(await opening);
    const addresses = await start({ config, secrets, logger, lifetime, database });
    return {
      ...addresses,
      database,
      [Symbol.asyncDispose]: () => lifetime[Symbol.asyncDispose](),
    };
  } catch (error) {
    await lifetime[Symbol.asyncDispose]();
    throw error;
  }
}

function openStore(config: Config, logger: Logger): Promise<Database> {
  return openDatabase({
    databaseUrl: config.databaseUrl,
    dataDirectory: config.databaseDirectory,
    eventsUrl: config.eventsUrl,
    logger,
    onFatal: (error) => {
      // Nothing can be stored any more. A supervisor starts a new process.
      console.error(`afterpush: ${error.message}`);
      process.exit(1);
    },
  });
}
