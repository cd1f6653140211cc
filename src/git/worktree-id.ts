import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** Identifies a worktree across programs, by the real path that every one of them can find out. */
export function toWorktreeId(path: string): string {
  // `c:\x` and `C:\x` are one directory.
  const real = findRealPath(path).replace(/^[a-z]:/, (drive) => drive.toUpperCase());
  return `clone:${createHash('sha256').update(real).digest('hex').slice(0, 16)}`;
}

function findRealPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}
