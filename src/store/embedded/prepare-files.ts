import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../platform/package-root.ts';
import { Engine } from './engine.ts';
import { unpack } from './unpack.ts';

/** The version of the data files that the embedded Postgres reads. */
const fileVersion = '18';
const folder = 'database';
/** Made by the build. Without it the first start takes 3 s and 700 MB, instead of 1 s and 250 MB. */
const template = join(packageRoot, 'dist/embedded-files.tar.gz');
const unfinished = 'database.unfinished-';

/**
 * Answers the folder of the database files, creating them when there are none. They are made under
 * another name first: a process that is killed meanwhile leaves nothing that looks like a database.
 */
export async function prepareFiles(directory: string): Promise<string> {
  const files = join(directory, folder);
  await removeUnfinished(directory);
  const version = await findVersion(files);
  if (version === undefined) await createFiles(directory, files);
  else if (version !== fileVersion) throw new Error(toVersionMessage(files, version));
  return files;
}

export async function hasFiles(directory: string): Promise<boolean> {
  return (await findVersion(join(directory, folder))) !== undefined;
}

async function createFiles(directory: string, files: string): Promise<void> {
  const dataDirectory = await mkdtemp(join(directory, unfinished));
  if (existsSync(template)) unpack(template, dataDirectory);
  else await initialise(dataDirectory);
  await rename(dataDirectory, files);
}

async function initialise(dataDirectory: string): Promise<void> {
  const options = { dataDirectory, patienceSeconds: 30, onAnswer: ignore, onFailure: ignore };
  const engine = await Engine.start(options);
  await engine.close();
}

function ignore(): void {}

async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(unfinished)) await rm(join(directory, name), { recursive: true });
  }
}

async function findVersion(files: string): Promise<string | undefined> {
  try {
    return (await readFile(join(files, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function toVersionMessage(files: string, version: string): string {
  return (
    `${files} was written by version ${version} of Postgres, but this Afterpush embeds version ` +
    `${fileVersion}: use the Afterpush that wrote it, or set AFTERPUSH_DATA_DIR to another directory.`
  );
}
