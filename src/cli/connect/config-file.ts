import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';

const mostLinks = 40;

/** The file that a path leads to: dotfiles are often links into a repository. */
export function resolveFile(path: string): string {
  let file = path;
  for (let count = 0; count < mostLinks; count += 1) {
    if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file;
    file = resolve(dirname(file), readlinkSync(file));
  }
  throw new CommandError(`${toOneLine(path, 4096)} is a link that leads back to itself`);
}

/** Undefined where there is no file. */
export function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(resolveFile(path));
  } catch (error) {
    if (findCode(error) === 'ENOENT') return undefined;
    throw toFileError('read', path, error);
  }
}

/** Replaces a file in one step. Links are followed, and mode and owner stay. */
export function writeBytes(path: string, content: Uint8Array, mode = 0o600): void {
  const file = resolveFile(path);
  const draft = join(dirname(file), `.${basename(file)}.afterpush-${process.pid}`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const stats = statSync(file, { throwIfNoEntry: false });
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (stats && (stats.uid !== process.getuid?.() || stats.gid !== process.getgid?.())) {
      tryToChown(draft, stats);
    }
    chmodSync(draft, stats ? stats.mode & 0o7777 : mode);
    renameSync(draft, file);
  } catch (error) {
    removeDraft(draft);
    throw toFileError('write', path, error);
  }
}

export function removeFile(path: string): void {
  try {
    rmSync(resolveFile(path), { force: true });
  } catch (error) {
    throw toFileError('remove', path, error);
  }
}

function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // The error before this one is reported.
  }
}

/** Only the superuser may give a file away. */
function tryToChown(file: string, { uid, gid }: { uid: number; gid: number }): void {
  try {
    chownSync(file, uid, gid);
  } catch (error) {
    if (findCode(error) !== 'EPERM') throw error;
  }
}

function toFileError(verb: string, path: string, error: unknown): Error {
  const code = findCode(error);
  if (code === undefined) return error as Error;
  const reason = reasons[code] ?? code;
  return new CommandError(
    `cannot ${verb} ${toOneLine(path, 4096)}: ${reason}. Nothing was changed.`,
  );
}

const reasons: Record<string, string | undefined> = {
  EACCES: 'permission denied for the file or its directory',
  EPERM: 'permission denied for the file or its directory',
  EROFS: 'the file system is read-only',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
  ENOSPC: 'the disk is full',
};

function findCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
