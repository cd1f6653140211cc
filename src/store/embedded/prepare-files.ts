import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../platform/package-root.ts';
import { Engine } from './engine.ts';

/** The version of the database files that the embedded Postgres reads. */
const fileVersion = '18';
const folder = 'database';
/** Created by the build, with the schema. Without it the first start takes 3 s and 700 MB more. */
const template = join(packageRoot, 'dist/embedded-files.tar.gz');
const unfinished = 'database.unfinished-';

/**
 * Returns the folder of the database files, and creates them when there are none. They are created
 * under another name first, so that a killed process leaves nothing that looks like a database.
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

const blockBytes = 512;

/**
 * Unpacks a tar.gz in which every directory comes before its files. Synchronous, because writing
 * hundreds of small files takes a third of the time that way and nothing else is running yet.
 */
export function unpack(archive: string, directory: string): void {
  const tar = gunzipSync(readFileSync(archive), { chunkSize: 1024 * 1024 });
  let offset = 0;
  for (;;) {
    const name = readText(tar, offset, 100);
    if (name === '') return;
    const size = Number.parseInt(readText(tar, offset + 124, 12), 8);
    const isDirectory = readText(tar, offset + 156, 1) === '5';
    offset += blockBytes;
    const path = join(directory, name);
    if (isDirectory) mkdirSync(path, { recursive: true, mode: 0o700 });
    else writeFileSync(path, tar.subarray(offset, offset + size), { mode: 0o600 });
    offset += Math.ceil(size / blockBytes) * blockBytes;
  }
}

/** A header field ends at its first zero byte, if it has one. */
function readText(tar: Buffer, start: number, length: number): string {
  const field = tar.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end).trim();
}
