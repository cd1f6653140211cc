import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../platform/package-root.ts';
import { toOneLine } from './safe-text.ts';

/** The program that git runs as GIT_ASKPASS. */
export function getAskpassPath(): string {
  const path = join(packageRoot, 'dist', 'askpass.js');
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Formats variables for a POSIX shell to evaluate: `export NAME='value'`. */
export function formatShellExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

function quote(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  return `'${toOneLine(value, 1_000).replaceAll("'", "'\\''")}'`;
}
