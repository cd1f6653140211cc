import type { Command } from 'commander';
import { getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

/** `afterpush login-link`: prints a new link that signs a browser in. */
export function addLoginLinkCommand(program: Command, terminal: Terminal): void {
  program
    .command('login-link')
    .description('print a link that signs a browser in, once')
    .option(jsonFlags, jsonDescription)
    .action(
      toAction(terminal, async ({ json }: { json?: JsonOption }) => {
        const link = await getServer(terminal).client.createLoginLink();
        if (json) return writeJson(terminal, link, json);
        terminal.write(`${toOneLine(link.url, 4096)}\n`);
      }),
    );
}
