import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { createSshHosts } from '../../git/ssh-host.ts';
import type { NoticedPush } from '../../git/watch/checkout-sink.ts';
import { CloneWatcher } from '../../git/watch/clone-watcher.ts';
import { loadFileEvents } from '../../git/watch/file-events.ts';
import { systemClock } from '../../platform/clock.ts';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import { createCheckoutReporter } from '../checkout-reporter.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush watch`: reports the pushes of every clone below some directories. */
export function addWatchCommand(program: Command, terminal: Terminal): void {
  program
    .command('watch [directories...]')
    .description('report the pushes of all clones below directories (default: here)')
    .action(toAction(terminal, (directories: string[]) => watch(terminal, directories)));
}

async function watch(terminal: Terminal, given: readonly string[]): Promise<void> {
  const directories = (given.length === 0 ? ['.'] : given).map((directory) =>
    findDirectory(resolve(terminal.directory, directory)),
  );
  const { client, url } = getServer(terminal);
  // An unreachable server is a wrong address more often than a restart.
  await client.listForges();
  const onProblem = (message: string) => {
    terminal.writeError(`afterpush: ${toOneLine(message, 1_000)}\n`);
  };
  const watcher = new CloneWatcher({
    directories,
    fileEvents: await loadFileEvents(),
    memoryFile: toMemoryFile(terminal, url),
    clock: systemClock,
    sink: createCheckoutReporter({
      client,
      onRefused: onProblem,
      onPush: (chat, push) => terminal.write(formatPush(chat.id, push)),
    }),
    findSshHost: createSshHosts({ environment: terminal.environment }),
    onProblem,
  });
  terminal.write(`watching ${directories.map((path) => toOneLine(path)).join(', ')}\n`);
  await watcher.run(terminal.stopped);
}

function findDirectory(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    throw new CommandError(`${toOneLine(path)} does not exist`, 'usage');
  }
}

/** Which pushes were reported is kept for each server. */
function toMemoryFile({ environment }: Terminal, url: string): string {
  const server = createHash('sha256').update(url).digest('hex').slice(0, 12);
  return join(defaultDataDirectory(environment, homedir()), `watched-clones-${server}.json`);
}

function formatPush(chatId: string, { targets, commit, worktree }: NoticedPush): string {
  const [{ origins, branch } = { origins: [''], branch: '' }] = targets;
  const pushed = `${commit.slice(0, 10)} to ${branch} of ${origins[0]}`;
  return `${toOneLine(`${pushed}, from ${worktree.path} (chat ${chatId})`, 500)}\n`;
}
