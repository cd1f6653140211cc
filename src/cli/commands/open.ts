import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { findChat, selectorHelp } from '../chat-selector.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { findBranch } from '../wait-for-goal.ts';

interface OpenOptions {
  page?: boolean;
  print?: boolean;
}

/** `afterpush open`: the pull request in the browser, or the chat while it has none. */
export function addOpenCommand(program: Command, terminal: Terminal): void {
  program
    .command('open [chat]')
    .description('open the pull request in the browser (default: of the branch here)')
    .option('--page', "open the chat on Afterpush's page")
    .option('--print', 'print the URL instead')
    .addHelpText('after', `${selectorHelp} A part of the title is enough, too.`)
    .action(
      toAction(terminal, async (selector: string | undefined, options: OpenOptions) => {
        const { url } = getServer(terminal);
        const { chat, branch } = await findChat(terminal, selector);
        const pullRequest = options.page ? null : (findBranch(chat, branch)?.url ?? null);
        const target = pullRequest ?? `${url}/chats/${encodeURIComponent(chat.id)}`;
        if (!isWebUrl(target)) throw new CommandError(`not a web page: ${toOneLine(target)}`);
        const opened = !options.print && (await openBrowser(target, terminal));
        if (!opened) terminal.write(`${toOneLine(target, 4096)}\n`);
      }),
    );
}

function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** False where there is no browser: over SSH, in a container, in a pipe. */
async function openBrowser(url: string, terminal: Terminal): Promise<boolean> {
  const command = findBrowser(terminal);
  const [program, ...args] = command ?? [];
  if (program === undefined) return false;
  const child = spawn(program, [...args, url], {
    detached: true,
    stdio: 'ignore',
    // The URL is an argument, never text for a shell.
    shell: false,
    env: terminal.environment,
  });
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  child.unref();
  terminal.writeError(`Opening ${toOneLine(url, 4096)} in your browser.\n`);
  return true;
}

function findBrowser({ environment, columns }: Terminal): string[] | undefined {
  const named = environment.BROWSER?.trim();
  if (named) return named.split(/\s+/);
  if (columns === undefined) return undefined;
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
