import type { ClientConfig } from 'pg';
import { valueTypes } from './value-types.ts';

/** A statement that runs longer is cancelled by the server. */
export const statementTimeoutMs = 30_000;

/** What the pool and the listener have in common. */
export function toClientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'afterpush',
    types: valueTypes,
    statement_timeout: statementTimeoutMs,
    // The server's limit does not help when the server is gone without a word.
    query_timeout: statementTimeoutMs + 5_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}
