import type { Command } from 'commander';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { parseChatToken } from '../../domain/chat-token.ts';
import {
  CommandError,
  callAboutChat,
  getServer,
  listAllChats,
  toAction,
  writeJson,
} from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import { formatStatusTable } from '../status-table.ts';
import type { Terminal } from '../terminal.ts';
import { watchEvents } from '../watch-events.ts';

interface StatusOptions {
  json?: boolean;
  watch?: boolean;
}

/** `afterpush status`: all chats with their branches and pull requests. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command('status')
    .description('show the chats with their branches and pull requests')
    .option('--json', 'output JSON')
    .option('--watch', 'keep running and redraw on changes')
    .action(
      toAction(terminal, async (options: StatusOptions) => {
        const show = () => showStatus(terminal, options);
        await show();
        if (options.watch) await watchEvents(getServer(terminal), show, terminal.stopped);
      }),
    );
}

async function showStatus(terminal: Terminal, { json, watch }: StatusOptions): Promise<void> {
  const { client, token } = getServer(terminal);
  // An agent sees its chat only.
  const own = parseChatToken(token);
  const chats = own === undefined ? await listAllChats(client) : [await client.getChat(own)];
  if (json) return writeJson(terminal, chats);
  // Cursor home and clear screen, so that the table stays in place.
  const clear = watch && terminal.columns !== undefined ? '\x1b[H\x1b[2J' : '';
  terminal.write(clear + (await formatStatusTable(chats, terminal, new Date())));
}

/** `afterpush refresh`: refreshes a chat from its forge now and shows the result. */
export function addRefreshCommand(program: Command, terminal: Terminal): void {
  program
    .command('refresh <chat>')
    .description("refresh a chat's branches from the forge now")
    .option('--json', 'output JSON')
    .action(
      toAction(terminal, async (chatId: string, { json }: { json?: boolean }) => {
        const chat = await callAboutChat(terminal, chatId, (client) => client.refreshChat(chatId));
        if (json) writeJson(terminal, chat);
        else terminal.write(await formatStatusTable([chat], terminal, new Date()));
        const failures = chat.diff_statuses.flatMap(formatFailedRefresh);
        if (failures.length > 0) throw new CommandError(failures.join('\nafterpush: '));
      }),
    );
}

/** Why a branch could not be refreshed, and what to do about it. */
function formatFailedRefresh(status: DiffStatus): string[] {
  const { failure, forge_id: forgeId } = status;
  if (failure === null) return [];
  const branch = `${status.repository ?? status.remote_origin} ${status.git_branch}`;
  const advice = findAdvice(failure, forgeId ?? '<forge>');
  return [toOneLine(`${branch} was not refreshed: ${failure.message || failure.kind} (${advice})`)];
}

function findAdvice({ kind, retry_at: retryAt }: Failure, forge: string): string {
  switch (kind) {
    case 'no_token':
    case 'unauthorized':
      return `link a token: \`afterpush forges link ${forge}\``;
    case 'forbidden':
    case 'not_found':
      return `check that the repository exists and that the token may read it: \`afterpush forges link ${forge}\``;
    case 'no_forge':
      return 'check the remote, or add its forge to AFTERPUSH_FORGES and restart the server';
    case 'rate_limited':
      return retryAt === null ? 'refreshed when the limit ends' : `refreshed after ${retryAt}`;
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
      return 'Afterpush keeps trying; check that the forge responds';
    case 'internal':
      return "Afterpush keeps trying; the server's log has the details";
  }
}

type Failure = NonNullable<DiffStatus['failure']>;
