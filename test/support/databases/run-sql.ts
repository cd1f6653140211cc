import { createHash } from 'node:crypto';
import type { Connection } from '../../../src/store/database.ts';

/** Runs a statement for a test; its prepared name is derived from its text. */
export function runSql<Row>(
  connection: Connection,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const name = `test-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  return connection.query<Row>({ name, text }, values);
}
