import { type ClientBase, Pool, type PoolClient } from 'pg';
import type { Logger } from '../../platform/logger.ts';
import {
  DatabaseUnavailable,
  type Driver,
  type ListenEvent,
  type ScriptConnection,
  type Statement,
} from '../database.ts';
import type { EventTransport } from '../event-transport.ts';
import { collectAnnouncements, takeAnnouncements } from './announcements.ts';
import { toClientConfig } from './client-config.ts';
import { explainErrorsOf } from './explain-error.ts';
import { type ListenTiming, listen } from './listen.ts';
import { isOutdatedPlan, retryOutdatedPlans } from './outdated-plans.ts';
import { prepareSession } from './prepare-session.ts';
import { retryConflicts } from './retry-conflicts.ts';
import { type ExplainError, isReusable, runStatement, runTransaction } from './session.ts';

export interface OpenPostgres {
  url: string;
  logger: Logger;
  maxConnections?: number;
  listenTiming?: ListenTiming;
  /** Carries the events instead of notifications of the database. */
  events?: EventTransport | undefined;
}

/** PostgreSQL through a pool of connections, which are opened when they are needed. */
export function openPostgres(options: OpenPostgres): Driver {
  return new PostgresDatabase(options);
}

class PostgresDatabase implements Driver {
  readonly kind = 'postgres';
  readonly #options: OpenPostgres;
  readonly #explain: ExplainError;
  readonly #pool: Pool;
  readonly #closing = new AbortController();

  constructor(options: OpenPostgres) {
    this.#options = options;
    this.#explain = explainErrorsOf(options.url);
    const max = options.maxConnections ?? 10;
    this.#pool = new Pool({
      ...toClientConfig(options.url),
      max,
      idleTimeoutMillis: 60_000,
      // The pool waits for the promise, although its types do not say so.
      // oxlint-disable-next-line typescript/no-misused-promises
      onConnect: (client: ClientBase) =>
        prepareSession(client, options.events ? 'message' : 'notification'),
    });
    // Without these listeners, an idle connection that breaks would end the process.
    this.#pool.on('error', (error) => this.#logLost(error));
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
      if (options.events) collectAnnouncements(client);
    });
  }

  query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#run((client) => runStatement(client, statement, values, this.#explain));
  }

  transaction<Result>(work: (connection: ScriptConnection) => Promise<Result>): Promise<Result> {
    return this.#run((client) => runTransaction(client, work, this.#explain));
  }

  listen(channel: string, signal: AbortSignal): AsyncIterable<ListenEvent> {
    const { events } = this.#options;
    if (events) return events.listen(AbortSignal.any([signal, this.#closing.signal]));
    return listen({
      ...this.#options,
      channel,
      signal: AbortSignal.any([signal, this.#closing.signal]),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#pool.end();
    await this.#options.events?.[Symbol.asyncDispose]();
  }

  #run<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return retryConflicts(() => retryOutdatedPlans(() => this.#withClient(work)));
  }

  async #withClient<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw this.#explain(error);
    });
    let unusable = true;
    try {
      takeAnnouncements(client);
      const result = await work(client);
      unusable = false;
      // S4: what the work announced is committed now.
      this.#options.events?.publish(takeAnnouncements(client));
      return result;
    } catch (error) {
      // A client in the middle of a transaction, or about to be closed, must not be reused.
      unusable =
        error instanceof DatabaseUnavailable || isOutdatedPlan(error) || !isReusable(client);
      throw error;
    } finally {
      client.release(unusable);
    }
  }

  #logLost(error: Error): void {
    const reason = this.#explain(error);
    this.#options.logger.warn({ reason: String(reason) }, 'lost an idle database connection');
  }
}
