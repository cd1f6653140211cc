import { UnavailableError } from '../platform/unavailable-error.ts';

/** One SQL statement: `name` is its prepared name, stable and unique. */
export interface Statement {
  name: string;
  text: string;
}

/** Runs statements: on the database itself, or inside one transaction. */
export interface Connection {
  /**
   * Values are bound to `$1`, `$2`, ...; a JavaScript array binds as a Postgres array.
   * Rows have `Date` for timestamptz, `number` for int4 and int8, `string` for numeric.
   * A statement that conflicted with another one (serialisation failure, deadlock) is run again.
   * Throws `DatabaseUnavailable` when the database could not be reached or stays too busy.
   */
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Notification {
  channel: string;
  payload: string;
}

export type ListenEvent = Notification | 'connected' | 'disconnected';

export interface Database extends Connection, AsyncDisposable {
  readonly kind: 'postgres' | 'embedded';
  /** `work` runs again from the start when its transaction conflicted with another one. */
  transaction<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  /**
   * Listens on a channel until `signal` aborts, and reconnects when the connection breaks.
   * Yields `'connected'` first and after every interruption, when notifications may have been missed
   * (S4), and `'disconnected'` when an interruption begins.
   */
  listen(channel: string, signal: AbortSignal): AsyncIterable<ListenEvent>;
}

/** The database could not be reached, or the connection broke during a statement: it may be retried. */
export class DatabaseUnavailable extends UnavailableError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseUnavailable';
  }
}

/** Nothing can be stored until there is space again; reading works. */
export class DiskFull extends DatabaseUnavailable {
  constructor(options?: ErrorOptions) {
    super(
      'The database is read-only because the disk is nearly full: free up some space.',
      options,
    );
    this.name = 'DiskFull';
  }
}

/** A connection that also runs scripts of several statements, for migrations. */
export interface ScriptConnection extends Connection {
  executeScript(text: string): Promise<void>;
}

/** Implemented by the two databases; the rest of the program sees only `Database`. */
export interface Driver extends Database {
  transaction<Result>(work: (connection: ScriptConnection) => Promise<Result>): Promise<Result>;
}
