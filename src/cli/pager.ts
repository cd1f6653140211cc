import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runGit } from '../git/clone.ts';
import type { Terminal } from './terminal.ts';

/**
 * Shows text in the pager that git would use: GIT_PAGER, `core.pager`, PAGER, or `less`. False where there is
 * none, or it does not start.
 */
export async function page(
  text: string,
  { environment, directory }: Pick<Terminal, 'environment' | 'directory'>,
): Promise<boolean> {
  const asGit = await runGit({ environment, directory }, ['var', 'GIT_PAGER']);
  const command = (asGit ?? environment.GIT_PAGER ?? environment.PAGER ?? 'less').trim();
  if (command === '' || command === 'cat') return false;
  const pager = spawn(command, {
    cwd: directory,
    // As with git, the setting is a line for the shell.
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    // As git sets them: short text is printed, and colours are kept.
    env: { LESS: 'FRX', LV: '-c', ...environment },
  });
  // A reader who leaves the pager early closes the pipe.
  pager.stdin.on('error', () => undefined);
  pager.stdin.end(text);
  const [code] = await once(pager, 'close').catch(() => [notFound]);
  return code !== notFound;
}

/** What a shell ends with when there is no such command. */
const notFound = 127;
