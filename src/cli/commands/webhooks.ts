import type { Command } from 'commander';
import type { WebhookFeed } from '../../contract/forges.ts';
import { getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import { formatInstant } from '../status-cells.ts';
import { type Cell, formatTable } from '../table.ts';
import type { Style, Terminal } from '../terminal.ts';

/** `afterpush webhooks install | status`. */
export function addWebhooksCommands(program: Command, terminal: Terminal): void {
  const webhooks = program.command('webhooks').description('manage webhooks');
  webhooks
    .command('install <repository>')
    .description('install the webhook of a repository, given as URL or owner/name')
    .option('--forge <id>', 'forge of owner/name when several are configured')
    .action(
      toAction(terminal, async (repository: string, { forge }: { forge?: string }) => {
        const feed = await getServer(terminal).client.installWebhook({
          repository,
          ...(forge === undefined ? {} : { forge_id: forge }),
        });
        const name = toOneLine(feed.repository);
        terminal.write(`Webhook installed for ${name} (${toOneLine(feed.forge_id)})\n`);
      }),
    );
  webhooks
    .command('status')
    .description('show the webhook status of each repository')
    .option(jsonFlags, jsonDescription)
    .action(
      toAction(terminal, async ({ json }: { json?: JsonOption }) => {
        const { feeds } = await getServer(terminal).client.listWebhooks();
        if (json) return writeJson(terminal, feeds, json);
        await writeStatus(feeds, terminal);
      }),
    );
}

const columns = [
  { title: 'REPOSITORY', minWidth: 12 },
  { title: 'FORGE', minWidth: 6 },
  { title: 'STATE' },
  { title: 'LAST DELIVERY' },
];

const styles: Record<WebhookFeed['state'], Style> = {
  live: 'green',
  waiting: 'dim',
  silent: 'red',
  never: 'dim',
};

/** Advice goes to standard error, so that a pipe gets the table only. */
async function writeStatus(feeds: readonly WebhookFeed[], terminal: Terminal): Promise<void> {
  if (feeds.length === 0) {
    return terminal.writeError('No repositories yet: push a branch from a chat.\n');
  }
  terminal.write(
    await formatTable(
      columns,
      feeds.map((feed) => toCells(feed, terminal)),
      terminal,
    ),
  );
  const missing = feeds.find((feed) => feed.state === 'never');
  if (!missing) return;
  const hint = `afterpush webhooks install ${toOneLine(missing.repository)}`;
  terminal.writeError(`\nInstall a webhook with \`${hint}\`.\n`);
}

function toCells(feed: WebhookFeed, terminal: Terminal): Cell[] {
  const delivered = feed.last_delivery_at;
  return [
    { text: toOneLine(feed.repository) },
    { text: toOneLine(feed.forge_id) },
    { text: feed.state, style: styles[feed.state] },
    { text: delivered === null ? '—' : formatInstant(delivered, terminal) },
  ];
}
