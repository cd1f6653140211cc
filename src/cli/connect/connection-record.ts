import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import type { Environment } from '../connection.ts';
import type { ConnectedAgent } from './agent-configurations.ts';
import { writeBytes } from './config-file.ts';

/** What a file of an agent was before it was connected. */
export interface RecordedFile {
  path: string;
  /** Null: there was no file. */
  original: Buffer | null;
  /** The hash of the file as we wrote it. */
  after: string;
  /** Directories that were created for it, the outermost first. */
  createdDirectories: string[];
}

interface StoredFile extends Omit<RecordedFile, 'original'> {
  /** The name of the copy beside the record. */
  backup: string | null;
}

export function getBackupDirectory(agent: ConnectedAgent, environment: Environment): string {
  const home = environment.HOME || homedir();
  return join(defaultDataDirectory(environment, home), 'connected', agent);
}

const recordName = 'record.json';

/** Empty when the agent is not connected, or when it was connected without a record. */
export function readRecord(directory: string): RecordedFile[] {
  const file = join(directory, recordName);
  if (!existsSync(file)) return [];
  const stored = JSON.parse(readFileSync(file, 'utf8')) as StoredFile[];
  return stored.map(({ backup, ...recorded }) => ({
    ...recorded,
    original: backup === null ? null : readFileSync(join(directory, backup)),
  }));
}

/** Writes the copies before the record that names them. They may contain secrets, as the files do. */
export function writeRecord(directory: string, files: readonly RecordedFile[]): void {
  if (files.length === 0) return rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stored = files.map(({ original, ...recorded }): StoredFile => {
    if (original === null) return { ...recorded, backup: null };
    const name = `${hash(original).slice(0, 12)}-${basename(recorded.path)}`;
    writeBytes(join(directory, name), original);
    return { ...recorded, backup: name };
  });
  writeBytes(join(directory, recordName), Buffer.from(`${JSON.stringify(stored, null, 2)}\n`));
  const kept = new Set([recordName, ...stored.map(({ backup }) => backup)]);
  for (const name of readdirSync(directory)) if (!kept.has(name)) rmSync(join(directory, name));
}

export function hash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The directories that writing a file would create, the outermost first. */
export function listMissingDirectories(path: string): string[] {
  const parent = dirname(path);
  if (parent === path || existsSync(parent)) return [];
  return [...listMissingDirectories(parent), parent];
}

/** Removes those that are empty. */
export function removeEmptyDirectories(directories: readonly string[]): void {
  for (const directory of directories.toReversed()) {
    if (!existsSync(directory) || readdirSync(directory).length > 0) return;
    rmdirSync(directory);
  }
}
