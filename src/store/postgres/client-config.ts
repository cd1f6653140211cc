import { type ClientConfig, type CustomTypesConfig, types } from 'pg';
import { statementTimeoutMs } from './prepare-session.ts';

/** The settings that the pool and the listener share. */
export function toClientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'afterpush',
    types: valueTypes,
    // The server's own limit does not help when the server has disappeared.
    query_timeout: statementTimeoutMs + 5_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

type Parse = (text: string) => unknown;

// Type ids of the Postgres catalog, which never change.
const int8 = 20;
const int8Array = 1016;

/**
 * How values are parsed: int8 as number (revisions and counts stay far below 2^53), numeric as
 * string, timestamptz as Date, bytea as Buffer, json and jsonb as JSON.
 */
export const valueTypes: CustomTypesConfig = { getTypeParser: findParser as never };

function findParser(typeId: number, format?: 'text' | 'binary'): Parse {
  const parse = types.getTypeParser(typeId, format) as Parse;
  if (typeId === int8) return Number;
  if (typeId === int8Array) return (text) => toNumbers(parse(text));
  return parse;
}

function toNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toNumbers);
  return value === null ? null : Number(value);
}
