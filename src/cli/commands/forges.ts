import type { Command } from 'commander';
import type { ForgeSummary } from '../../contract/forge-summary.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { toTime } from '../freshness.ts';
import { toOneLine } from '../one-line.ts';
import { type Cell, toTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

type Budget = ForgeSummary['budgets'][number];

/** Below it the quota may not last until it is filled again. */
const scarceShare = 0.15;

/** `afterpush forges [list] | link | unlink`. */
export function addForgesCommands(program: Command, terminal: Terminal): void {
  const forges = program.command('forges').description('list forges and link their tokens');
  forges
    .command('list', { isDefault: true })
    .description('list the configured forges and the quota left of each')
    .option('--json', 'print the forges as the API answers them')
    .action(
      toAction(terminal, async ({ json }: { json?: boolean }) => {
        const summaries = await getServer(terminal).client.listForges();
        const shown = json
          ? `${JSON.stringify(summaries, null, 2)}\n`
          : toTable(columns, summaries.flatMap(toRows), terminal);
        terminal.write(shown);
      }),
    );
  forges
    .command('link <forge>')
    .description('link your token, read from standard input or asked for')
    .action(toAction(terminal, (forgeId: string) => linkToken(terminal, forgeId)));
  forges
    .command('unlink <forge>')
    .description('forget your token')
    .action(
      toAction(terminal, async (forgeId: string) => {
        await getServer(terminal).client.unlinkToken(forgeId);
      }),
    );
}

const columns = [
  { title: 'ID' },
  { title: 'TYPE', expendable: 2 },
  { title: 'URL', narrowest: 12, expendable: 1 },
  { title: 'TOKEN', narrowest: 10 },
  { title: 'QUOTA LEFT' },
];

/** A forge counts several kinds of requests apart: each has a line. */
function toRows(forge: ForgeSummary): Cell[][] {
  const [first = { text: '' }, ...others] = forge.budgets.map(toQuota);
  const blank = columns.slice(1).map((): Cell => ({ text: '' }));
  return [[...toCells(forge), first], ...others.map((quota) => [...blank, quota])];
}

function toQuota({ bucket, quota, remaining, reset_at: resetAt }: Budget): Cell {
  const left = `${remaining.toLocaleString('en')} of ${quota.toLocaleString('en')}`;
  return {
    text: `${toOneLine(bucket)}: ${left}, filled again at ${toTime(new Date(resetAt))}`,
    style: remaining < quota * scarceShare ? 'yellow' : undefined,
  };
}

function toCells(forge: ForgeSummary): Cell[] {
  const paused = forge.paused_until === null ? '' : `, paused until ${forge.paused_until}`;
  return [
    { text: toOneLine(forge.id) },
    { text: forge.type },
    { text: toOneLine(forge.web_base_url) },
    { text: (forge.token_linked ? 'linked' : 'not linked') + paused },
  ];
}

/** Never from the arguments: every user of the machine can read those (S10). */
async function linkToken(terminal: Terminal, forgeId: string): Promise<void> {
  const { client } = getServer(terminal);
  const token = await terminal.readSecret(`Token for ${toOneLine(forgeId)}: `);
  if (token === '') throw new CommandError('No token was given');
  const forge = await client.linkToken(forgeId, token);
  terminal.write(`Linked a token for ${toOneLine(forge.web_base_url)}\n`);
}
