import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
// @ts-expect-error: A script has no types.
import { buildDatabaseFiles } from '../../../scripts/build.mjs';
import { packageRoot } from '../../../src/platform/package-root.ts';
import type { Database } from '../../../src/store/database.ts';
import { openDatabase } from '../../../src/store/open-database.ts';
import { RecordingLogger } from '../recording-logger.ts';
import { startPostgresServer } from './postgres-server.ts';

/** A migrated database that test files copy. */
export interface Template extends AsyncDisposable {
  /** The URL of a Postgres database, or the data directory of an embedded one. */
  location: string;
}

export async function makePostgresTemplate(): Promise<Template> {
  const server = await startPostgresServer();
  try {
    const location = server.toUrl('postgres');
    await migrateOnce(location, '');
    return { location, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

export async function makeEmbeddedTemplate(): Promise<Template> {
  // The copies are made beside the template, and removed with it.
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-test-embedded-'));
  const location = join(directory, 'template');
  const remove = async () => rmSync(directory, { recursive: true, force: true });
  try {
    await buildEmbeddedWorker();
    await buildDatabaseFiles();
    await migrateOnce(undefined, location);
    return { location, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function onFatal(error: Error): never {
  throw error;
}

async function migrateOnce(databaseUrl: string | undefined, dataDirectory: string): Promise<void> {
  const logger = new RecordingLogger();
  const database = await openDatabase({ databaseUrl, dataDirectory, logger, onFatal });
  await database[Symbol.asyncDispose]();
}

/**
 * The URL or data directory of the template. Test files share one; a program outside a test run, such
 * as a benchmark, makes its own, which ends with it.
 */
export async function findTemplate(kind: Database['kind']): Promise<string> {
  return process.env.VITEST ? fetchFromTestRun(kind) : (await makeOwn(kind)).location;
}

async function fetchFromTestRun(kind: Database['kind']): Promise<string> {
  const { inject } = await import('vitest');
  const response = await fetch(`${inject('templates')}/${kind}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

const own = new Map<Database['kind'], Promise<Template>>();

function makeOwn(kind: Database['kind']): Promise<Template> {
  const template =
    own.get(kind) ?? (kind === 'postgres' ? makePostgresTemplate() : makeEmbeddedTemplate());
  own.set(kind, template);
  return template;
}

/** Builds the worker of the embedded database, which must be a file, unless it is up to date. */
async function buildEmbeddedWorker(): Promise<void> {
  const outfile = join(packageRoot, 'dist/embedded-worker.js');
  const { outputFiles } = await build({
    entryPoints: [join(packageRoot, 'src/store/embedded/worker.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    write: false,
  });
  const text = outputFiles[0]?.text ?? '';
  if (existsSync(outfile) && readFileSync(outfile, 'utf8') === text) return;
  mkdirSync(join(packageRoot, 'dist'), { recursive: true });
  // Renamed into place, because another test run may be reading it.
  const unfinished = `${outfile}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, outfile);
}
