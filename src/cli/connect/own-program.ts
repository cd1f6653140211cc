import { join } from 'node:path';
import { packageRoot } from '../../platform/package-root.ts';
import { quoteForShell } from '../shell-quote.ts';

/** The program and its arguments that agents start. */
export interface OwnProgram {
  command: string;
  args: readonly string[];
}

/** This installation. The cache of npx is temporary, so npx finds the package again. */
export function findOwnProgram(root = packageRoot, platform = process.platform): OwnProgram {
  if (root.split(/[\\/]/).includes('_npx')) {
    const npx = ['npx', '--yes', 'afterpush'];
    // On Windows npx is a script, which agents cannot start without a shell.
    const [command = '', ...args] = platform === 'win32' ? ['cmd', '/c', ...npx] : npx;
    return { command, args };
  }
  return { command: process.execPath, args: [join(root, 'dist', 'afterpush.js')] };
}

/** A command for a shell. */
export function formatCommand(
  { command, args }: OwnProgram,
  more: readonly string[],
  platform: NodeJS.Platform = process.platform,
): string {
  return [command, ...args, ...more].map((word) => quote(word, platform)).join(' ');
}

/** For a POSIX shell; double quotes work in those of Windows too. */
function quote(word: string, platform: NodeJS.Platform): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return /["$`\\!]/.test(word) && platform !== 'win32' ? quoteForShell(word) : `"${word}"`;
}

/** Whether a hook runs our program, of this or an earlier installation. */
export function isOwnHook(hook: unknown): boolean {
  return /\bagent-hook (?:session-start|stop) --agent\b/.test(JSON.stringify(hook) ?? '');
}
