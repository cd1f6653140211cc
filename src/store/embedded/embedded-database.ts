import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import type { Lifetime } from '../../platform/lifetime.ts';
import { CollapsingQueue } from '../collapsing-queue.ts';
import {
  DatabaseUnavailable,
  DiskFull,
  type Driver,
  type ListenEvent,
  type ScriptConnection,
  type Statement,
} from '../database.ts';
import { valueTypes } from '../postgres/client-config.ts';
import { prepareSession } from '../postgres/prepare-session.ts';
import {
  createTurns,
  findSqlState,
  runScript,
  runStatement,
  runTransaction,
} from '../postgres/session.ts';
import type { DiskGuard } from './disk-guard.ts';
import type { EngineStream } from './engine.ts';

const longestQueue = 10_000;

export interface EmbeddedDatabaseOptions {
  /** Owns everything that must end with the database. */
  lifetime: Lifetime;
  onFatal: (error: DatabaseUnavailable) => void;
  diskGuard: DiskGuard;
}

/** The single session of the embedded database: statements and transactions run one at a time. */
export class EmbeddedDatabase implements Driver {
  readonly kind = 'embedded';
  readonly #lifetime: Lifetime;
  readonly #onFatal: (error: DatabaseUnavailable) => void;
  readonly #diskGuard: DiskGuard;
  readonly #takeTurn = createTurns();
  readonly #transaction = new AsyncLocalStorage<{ open: boolean }>();
  readonly #listeners = new Map<CollapsingQueue<ListenEvent>, string>();
  #client: Client | undefined;
  #end: DatabaseUnavailable | undefined;

  constructor(options: EmbeddedDatabaseOptions) {
    this.#lifetime = options.lifetime;
    this.#onFatal = options.onFatal;
    this.#diskGuard = options.diskGuard;
  }

  async connect(stream: EngineStream): Promise<void> {
    const options = { database: 'postgres', user: 'postgres', password: '', host: 'localhost' };
    const client = new Client({
      ...options,
      ssl: false,
      types: valueTypes,
      stream: () => stream,
    });
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload = '' }) => {
      for (const [events, name] of this.#listeners) {
        if (name === channel) events.push({ channel, payload });
      }
    });
    await client.connect();
    await prepareSession(client);
    this.#client = client;
  }

  query<Row>(statement: Statement, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#exclusively((client) => runStatement(client, statement, values, this.#explain));
  }

  transaction<Result>(work: (connection: ScriptConnection) => Promise<Result>): Promise<Result> {
    const state = { open: true };
    return this.#exclusively((client) =>
      this.#transaction
        .run(state, () => runTransaction(client, work, this.#explain))
        .finally(() => {
          state.open = false;
        }),
    );
  }

  /** Runs a command that must not run inside a transaction. */
  executeOutsideTransaction(text: string): Promise<string> {
    return this.#exclusively((client) => runScript(client, text, this.#explain));
  }

  async *listen(
    channel: string,
    signal: AbortSignal,
  ): AsyncGenerator<ListenEvent, void, undefined> {
    const events = new CollapsingQueue<ListenEvent>(longestQueue, 'connected');
    const stop = () => events.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) return;
      await this.#exclusively(async (client) => {
        await runScript(client, `LISTEN ${client.escapeIdentifier(channel)}`, this.#explain);
        events.push('connected');
        this.#listeners.set(events, channel);
      });
      yield* events;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#listeners.delete(events);
    }
  }

  /** The engine has stopped: pending work fails, and the process should end. */
  fail(error: DatabaseUnavailable): void {
    this.#end ??= error;
    for (const events of this.#listeners.keys()) events.close(error);
    this.#onFatal(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#end) {
      const lastTurn = this.executeOutsideTransaction('CHECKPOINT').catch(() => undefined);
      this.#end = new DatabaseUnavailable('The embedded database is closed.');
      for (const events of this.#listeners.keys()) events.close();
      await lastTurn;
    }
    await this.#lifetime[Symbol.asyncDispose]();
  }

  async #exclusively<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    if (this.#end) throw this.#end;
    if (this.#transaction.getStore()?.open) {
      throw new Error(
        'Inside a transaction, use its connection: the session is busy until the transaction ends.',
      );
    }
    return this.#takeTurn(async () => {
      const client = this.#client;
      if (!client) throw new DatabaseUnavailable('The embedded database is not open.');
      await this.#diskGuard.check((text) => runScript(client, text, this.#explain));
      return work(client);
    });
  }

  readonly #explain = (error: unknown): unknown => {
    const state = findSqlState(error);
    if (state === undefined) return this.#end ?? error;
    // The disk guard makes the session read-only.
    if (state === '25006' || state === '53100') return new DiskFull({ cause: error });
    return error;
  };
}
