import type { Command } from 'commander';
import type { WebhookFeed } from '../../contract/webhooks.ts';
import { getServer, toAction } from '../command-action.ts';
import { toOneLine } from '../one-line.ts';
import { type Cell, toTable } from '../table.ts';
import type { Style, Terminal } from '../terminal.ts';

/** `afterpush webhooks install | status`. */
export function addWebhooksCommands(program: Command, terminal: Terminal): void {
  const webhooks = program.command('webhooks').description('let forges tell what changes');
  webhooks
    .command('install <repository>')
    .description('install the hook of a repository: its address, or owner/name')
    .option('--forge <id>', 'forge of owner/name, where several are configured')
    .action(
      toAction(terminal, async (repository: string, { forge }: { forge?: string }) => {
        const feed = await getServer(terminal).client.installWebhook({
          repository,
          ...(forge === undefined ? {} : { forge_id: forge }),
        });
        const name = toOneLine(feed.repository);
        terminal.write(`Installed: ${toOneLine(feed.forge_id)} tells what changes in ${name}\n`);
      }),
    );
  webhooks
    .command('status')
    .description('say for each repository of your chats whether its forge delivers')
    .option('--json', 'print the feeds as the API answers them')
    .action(
      toAction(terminal, async ({ json }: { json?: boolean }) => {
        const { feeds } = await getServer(terminal).client.listWebhooks();
        terminal.write(json ? `${JSON.stringify(feeds, null, 2)}\n` : toStatus(feeds, terminal));
      }),
    );
}

const columns = [
  { title: 'REPOSITORY', narrowest: 12 },
  { title: 'FORGE', narrowest: 6 },
  { title: 'STATE' },
  { title: 'LAST DELIVERY' },
];

const styles: Record<WebhookFeed['state'], Style> = { live: 'green', silent: 'red', never: 'dim' };

function toStatus(feeds: readonly WebhookFeed[], terminal: Terminal): string {
  if (feeds.length === 0) return 'No repository is tracked yet: push a branch in a chat.\n';
  const table = toTable(columns, feeds.map(toCells), terminal);
  const missing = feeds.find((feed) => feed.state === 'never');
  if (!missing) return table;
  const hint = `afterpush webhooks install ${toOneLine(missing.repository)}`;
  return `${table}\nInstall a hook with \`${hint}\`.\n`;
}

function toCells(feed: WebhookFeed): Cell[] {
  return [
    { text: toOneLine(feed.repository) },
    { text: toOneLine(feed.forge_id) },
    { text: feed.state, style: styles[feed.state] },
    { text: feed.last_delivery_at ?? '—' },
  ];
}
