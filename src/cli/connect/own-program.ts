import { join, sep } from 'node:path';
import { packageRoot } from '../../platform/package-root.ts';

/** The program and its arguments that agents start. */
export interface OwnProgram {
  command: string;
  args: readonly string[];
}

/** This installation. The cache of npx is temporary, so npx finds the package again. */
export function findOwnProgram(): OwnProgram {
  if (packageRoot.split(sep).includes('_npx'))
    return { command: 'npx', args: ['--yes', 'afterpush'] };
  return { command: process.execPath, args: [join(packageRoot, 'dist', 'afterpush.js')] };
}

/** A command for a shell. */
export function formatCommand({ command, args }: OwnProgram, more: readonly string[]): string {
  return [command, ...args, ...more].map(quote).join(' ');
}

/** For a POSIX shell; double quotes work in those of Windows too. */
function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return /["$`\\!]/.test(word) && process.platform !== 'win32'
    ? `'${word.replaceAll("'", "'\\''")}'`
    : `"${word}"`;
}

/** Whether a hook runs our program, of this or an earlier installation. */
export function isOwnHook(hook: unknown): boolean {
  return /\bagent-hook (?:session-start|stop) --agent\b/.test(JSON.stringify(hook) ?? '');
}
