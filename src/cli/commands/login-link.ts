import type { Command } from 'commander';
import { getServer, toAction, writeJson } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush login-link`: prints a new link that signs a browser in. */
export function addLoginLinkCommand(program: Command, terminal: Terminal): void {
  program
    .command('login-link')
    .description('print a link that signs a browser in, once')
    .option('--json', 'output JSON')
    .action(
      toAction(terminal, async ({ json }: { json?: boolean }) => {
        const link = await getServer(terminal).client.createLoginLink();
        if (json) return writeJson(terminal, link);
        terminal.write(`${toOneLine(link.url, 4096)}\n`);
      }),
    );
}
