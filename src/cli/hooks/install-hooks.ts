import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  formatClonedHook,
  isOwnHook,
  listSharedHooks,
  reportingHooks,
  savedSuffix,
} from './hook-script.ts';

/** Marks a directory of hooks that did not exist before. */
const createdFile = '.created-by-afterpush';

/** Puts the reporting hooks into a directory. A hook that is there is renamed, and run by ours. */
export function installHooks(directory: string): void {
  if (!existsSync(directory)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, createdFile), '');
  }
  for (const name of reportingHooks) {
    const file = join(directory, name);
    if (exists(file) && !isOwnFile(file)) renameSync(file, file + savedSuffix);
    writeHook(file, formatClonedHook(name));
  }
}

/** Leaves the directory as it was. Returns false when no hook of ours was there. */
export function uninstallHooks(directory: string): boolean {
  const installed = reportingHooks.map((name) => join(directory, name)).filter(isOwnFile);
  for (const file of installed) {
    rmSync(file);
    if (exists(file + savedSuffix)) renameSync(file + savedSuffix, file);
  }
  const created = join(directory, createdFile);
  if (exists(created)) {
    rmSync(created);
    if (readdirSync(directory).length === 0) rmdirSync(directory);
  }
  return installed.length > 0;
}

/** Writes a directory of hooks for all clones, which pass every call on to the hook of the clone. */
export function writeSharedHooks(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const [name, content] of listSharedHooks()) writeHook(join(directory, name), content);
}

interface SavedFile {
  /** Null: there was no file. */
  before: string | null;
  /** The hash of the file after the change. */
  after: string;
}

/** Runs a change of a file, and keeps what `restoreFile` needs to undo it byte for byte. */
export async function changeFile(
  file: string,
  memory: string,
  change: () => Promise<void>,
): Promise<void> {
  const before = existsSync(file) ? readFileSync(file).toString('base64') : null;
  await change();
  const saved: SavedFile = { before, after: hashFile(file) };
  writeFileSync(memory, JSON.stringify(saved), { mode: 0o600 });
}

/** False when the file was changed since, so that it must not be replaced. */
export function restoreFile(file: string, memory: string): boolean {
  if (!existsSync(memory)) return false;
  const { before, after } = JSON.parse(readFileSync(memory, 'utf8')) as SavedFile;
  if (hashFile(file) !== after) return false;
  if (before === null) rmSync(file);
  else writeFileSync(file, Buffer.from(before, 'base64'));
  return true;
}

function hashFile(file: string): string {
  const content = existsSync(file) ? readFileSync(file) : '';
  return createHash('sha256').update(content).digest('hex');
}

function writeHook(file: string, content: string): void {
  writeFileSync(file, content);
  chmodSync(file, 0o755);
}

/** A link to a missing file exists too. */
function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

function isOwnFile(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && isOwnHook(readFileSync(file, 'utf8'));
}
