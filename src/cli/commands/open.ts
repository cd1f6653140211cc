import type { Command } from 'commander';
import { isWebUrl, openBrowser } from '../browser.ts';
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
        const shown = toOneLine(target, 4096);
        if (opened) terminal.writeError(`Opening ${shown} in your browser.\n`);
        else terminal.write(`${shown}\n`);
      }),
    );
}
