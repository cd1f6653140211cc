import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../../src/store/open-database.ts';
import { silentLogger } from './silent-logger.ts';
import { buildEmbeddedWorker } from './build-embedded-worker.ts';
import { type PostgresServer, startPostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the test run answers with the databases that test files copy. */
    databases: string;
  }
}

/** What `GET /postgres` and `GET /embedded` answer. */
export interface Templates {
  /** The URL of a migrated database, for `CREATE DATABASE ... TEMPLATE`. */
  postgres: string;
  /** A data directory with a migrated embedded database. */
  embedded: string;
}

/** One Postgres server and one template of each database for the whole run, made when asked for. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-test-'));
  const disposables = new AsyncDisposableStack();
}
