import type { Command } from 'commander';
import type { Client } from '../../contract/client.ts';
import type { ForgeSummary } from '../../contract/forges.ts';
import { isExpiringSoon } from '../../contract/token-expiry.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import { formatTime } from '../status-cells.ts';
import { type Cell, formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { requireKnownCommand } from './help.ts';

type Budget = ForgeSummary['budgets'][number];

/** A quota below this share may run out before it resets. */
const scarceShare = 0.15;

/** `afterpush forges [list] | link | unlink`. */
export function addForgesCommands(program: Command, terminal: Terminal): void {
  const forges = program.command('forges').description('list forges and link their tokens');
  forges
    .command('list', { isDefault: true })
    .description('list forges and remaining quota')
    .option(jsonFlags, jsonDescription)
    .allowExcessArguments()
    .action(
      toAction(terminal, async ({ json }: { json?: JsonOption }, command: Command) => {
        requireKnownCommand(command);
        const summaries = await getServer(terminal).client.listForges();
        if (json) return writeJson(terminal, summaries, json);
        terminal.write(
          await formatTable(
            columns,
            summaries.flatMap((forge) => toRows(forge, terminal)),
            terminal,
          ),
        );
        writeTokenMessages(summaries, terminal);
      }),
    );
  forges
    .command('link <forge>')
    .description('link a token (read from stdin, or prompted for)')
    .option('--found', 'link the token that another tool on this machine has')
    .action(
      toAction(terminal, (forgeId: string, { found }: { found?: boolean }) =>
        found ? linkFoundToken(terminal, forgeId) : linkToken(terminal, forgeId),
      ),
    );
  forges
    .command('unlink <forge>')
    .description('unlink your token')
    .action(
      toAction(terminal, async (forgeId: string) => {
        await getServer(terminal).client.unlinkToken(forgeId);
      }),
    );
}

const columns = [
  { title: 'ID' },
  { title: 'TYPE', expendable: 2 },
  { title: 'URL', minWidth: 12, expendable: 1 },
  { title: 'TOKEN', minWidth: 10 },
  { title: 'QUOTA LEFT' },
];

/** A forge may have several quotas, one for each kind of request: each has its own line. */
function toRows(forge: ForgeSummary, { columns: width }: Terminal): Cell[][] {
  const [first = { text: '' }, ...others] = forge.budgets.map(toQuota);
  const cells = toCells(forge);
  // A program may read a line without the one before it.
  const repeated = width === undefined ? cells : cells.map((): Cell => ({ text: '' }));
  return [[...cells, first], ...others.map((quota) => [...repeated, quota])];
}

function toQuota({ bucket, quota, remaining, reset_at: resetAt }: Budget): Cell {
  const left = `${remaining.toLocaleString('en')} of ${quota.toLocaleString('en')}`;
  return {
    text: `${toOneLine(bucket)}: ${left}, resets at ${formatTime(new Date(resetAt))}`,
    style: remaining < quota * scarceShare ? 'yellow' : undefined,
  };
}

function toCells(forge: ForgeSummary): Cell[] {
  const paused =
    forge.paused_until === null ? '' : `, paused until ${formatTime(new Date(forge.paused_until))}`;
  return [
    { text: toOneLine(forge.id) },
    { text: forge.type },
    { text: toOneLine(forge.web_base_url) },
    {
      text: toTokenState(forge) + paused,
      style: isExpiringSoon(forge.token_expires_at, Date.now()) ? 'yellow' : undefined,
    },
  ];
}

function toTokenState(forge: ForgeSummary): string {
  // A server of an earlier version does not report it.
  const expiresAt = forge.token_expires_at ?? null;
  const expiry = expiresAt === null ? '' : `, expires on ${expiresAt.slice(0, 10)}`;
  return `${toTokenSource(forge)}${expiry}`;
}

function toTokenSource(forge: ForgeSummary): string {
  const source = forge.token_source;
  if (source && source.kind !== 'linked') return `from ${toOneLine(source.name)}`;
  if (forge.token_linked) return 'linked';
  return forge.token_message ? 'link again' : 'not linked';
}

function writeTokenMessages(forges: readonly ForgeSummary[], terminal: Terminal): void {
  for (const { token_message: message } of forges) {
    if (message) terminal.writeError(`${toOneLine(message)}\n`);
  }
}

/** Never reads the token from the arguments, which every user of the machine can see (S10). */
async function linkToken(terminal: Terminal, forgeId: string): Promise<void> {
  const { client } = getServer(terminal);
  await requireForge(client, forgeId);
  const token = await terminal.readSecret(`Token for ${toOneLine(forgeId)}: `);
  if (token === '') throw new CommandError('no token given', 'usage');
  const forge = await client.linkToken(forgeId, token);
  terminal.write(`Linked a token for ${toOneLine(forge.web_base_url)}\n`);
}

/** Before the token is typed. */
async function requireForge(client: Client, forgeId: string): Promise<void> {
  const ids = (await client.listForges()).map(({ id }) => id);
  if (ids.includes(forgeId)) return;
  const names = ids.map((id) => toOneLine(id)).join(', ');
  throw new CommandError(
    `there is no forge "${toOneLine(forgeId, 40)}": choose one of ${names}`,
    'usage',
  );
}

async function linkFoundToken(terminal: Terminal, forgeId: string): Promise<void> {
  const { client } = getServer(terminal);
  const before = (await client.listForges()).find(({ id }) => id === forgeId);
  const forge = await client.linkFoundToken(forgeId);
  const place = before?.token_source ? ` from ${toOneLine(before.token_source.name)}` : '';
  terminal.write(`Linked the token${place} for ${toOneLine(forge.web_base_url)}\n`);
}
