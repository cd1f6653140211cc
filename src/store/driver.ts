import type { Connection, Database } from './database.ts';

/** A connection that also runs scripts of several statements, which only migrations need. */
export interface ScriptConnection extends Connection {
  executeScript(text: string): Promise<void>;
}

/** What the two databases implement; the rest of the program sees only `Database`. */
export interface Driver extends Database {
  transaction<Result>(work: (connection: ScriptConnection) => Promise<Result>): Promise<Result>;
}
