import type { Command } from 'commander';
import type { Chat } from '../../contract/chat.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';
import type { Health } from '../../contract/health.ts';
import { parseChatToken } from '../../domain/chat-token.ts';
import { systemClock } from '../../platform/clock.ts';
import { parseFilterWords } from '../board-filter-words.ts';
import type { BoardContent } from '../board-screen/format-board-screen.ts';
import {
  type BoardSelection,
  formatBoard,
  formatChats,
  noChats,
  selectChats,
} from '../board-table.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { CommandError, getServer, listAllChats, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { createLiveScreen, type LiveScreen } from '../live-screen.ts';
import { formatPollingPause } from '../polling-notice.ts';
import { proposeFolders } from '../propose-folders.ts';
import { toOneLine } from '../safe-text.ts';
import { formatTime } from '../status-cells.ts';
import type { Terminal } from '../terminal.ts';
import { createOutageReport, watchEvents } from '../watch-events.ts';

interface StatusOptions {
  json?: JsonOption;
  watch?: boolean;
  needsYou?: boolean;
  all?: boolean;
}

const filterHelp = `
The filter is that of the page: words, "two words", repo:, owner:, agent:, branch:, pr:,
state: (open, draft, none, merged, closed) and is: (waiting, working, done, approved, failing, running, conflicting,
paused, stalled, snoozed). A minus excludes: -- -state:draft.
A snoozed chat is shown by is:snoozed only.
sort: is attention, activity, title or repository, and group: section, repository, owner or agent.
In a pipe, values are whole and separated by tabs: id, section, reason, title, repository, branch, number, state, reviews,
checks, merge, changes, last check, URL, last activity, and the word stalled.`;

/** `afterpush status`: the board. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  program
    .command('status [filter...]')
    .description('show the board: what needs you, what the agents work on, and what is done')
    .option('--needs-you', 'only what needs you')
    .option('--all', 'also list what is done')
    .option(jsonFlags, jsonDescription)
    .option('--watch', 'keep running and redraw on changes; q ends it')
    .addHelpText('after', filterHelp)
    .action(
      toAction(terminal, async (words: string[], options: StatusOptions) => {
        const { needsYou, all } = options;
        const selection = { filter: parseFilterWords(words), needsYou, all };
        const screen = options.watch && !options.json ? terminal.openScreen?.() : undefined;
        if (screen) return watchStatus(terminal, createLiveScreen(screen), selection);
        const show = () => showStatus(terminal, selection, options);
        const count = await show();
        if (count === 0 && !options.json && !options.watch) await offerFolders(terminal);
        if (!options.watch) return;
        const showAgain = async () => void (await show());
        await watchEvents(() => getServer(terminal), showAgain, terminal.stopped, {
          onOutage: createOutageReport(terminal),
        });
      }),
    );
}

/** Returns how many chats there are. */
async function showStatus(
  terminal: Terminal,
  selection: BoardSelection,
  { json }: StatusOptions,
): Promise<number> {
  const { chats, now } = await readChats(terminal);
  if (json) {
    await writeJson(terminal, selectChats(chats, selection, new Date(now())), json);
    return chats.length;
  }
  const notice = chats.length > 0 ? await readPollingNotice(terminal) : undefined;
  terminal.write(await formatBoard(chats, selection, terminal, new Date(now())));
  // A program that reads the board gets lines of branches only.
  const isForProgram = terminal.columns === undefined;
  if (isForProgram && chats.length === 0) terminal.writeError(noChats);
  if (notice && isForProgram) terminal.writeError(`${notice}\n`);
  else if (notice) terminal.write(`${terminal.paint('yellow', notice)}\n`);
  return chats.length;
}

/** A program that reads the board on a terminal presses no key: the command ends then. */
const longestWaitMs = 30_000;

async function offerFolders(terminal: Terminal): Promise<void> {
  const { client, token } = getServer(terminal);
  if (parseChatToken(token) !== undefined) return;
  const signal = AbortSignal.any([terminal.stopped, AbortSignal.timeout(longestWaitMs)]);
  await proposeFolders(terminal, client, signal);
}

/** The chats, and the clock of the server that listed them. */
interface ListedChats {
  chats: Chat[];
  now: () => number;
}

async function readChats(terminal: Terminal): Promise<ListedChats> {
  const { client, token } = getServer(terminal);
  // An agent sees its chat only.
  const own = parseChatToken(token);
  const chats = own === undefined ? await listAllChats(client) : [await client.getChat(own)];
  return { chats, now: client.now };
}

/** What the board shows: the chats, by the clock of the server that listed them, and a notice. */
export async function readBoard(terminal: Terminal): Promise<Omit<BoardContent, 'outage'>> {
  const { chats, now } = await readChats(terminal);
  return { chats, now: new Date(now()), notice: await readPollingNotice(terminal) };
}

/** Why most branches are not checked now, if polling is paused. An agent may not read that. */
async function readPollingNotice(terminal: Terminal): Promise<string | undefined> {
  const { client, token } = getServer(terminal);
  if (parseChatToken(token) !== undefined) return undefined;
  // A server of an earlier version does not report it.
  const { polling } = (await client.getHealth()) as Partial<Health>;
  const pause = polling && formatPollingPause(polling, new Date(client.now()));
  return pause && `${pause}. Pushes, webhooks and opened chats are still checked.`;
}

const redrawMs = 5_000;

/** Shows the table until the reader leaves, with ages that grow. */
async function watchStatus(
  terminal: Terminal,
  screen: LiveScreen,
  selection: BoardSelection,
): Promise<void> {
  using _ = screen;
  let listed: ListedChats = { chats: [], now: Date.now };
  let notice: string | undefined;
  let outage: string | undefined;
  let readAt = new Date();
  const draw = async () => {
    const table = await formatBoard(
      listed.chats,
      selection,
      { ...terminal, columns: screen.columns },
      new Date(listed.now()),
    );
    if (screen.closed.aborted) return;
    const [time = ''] = /\d\d:\d\d:\d\d/.exec(readAt.toTimeString()) ?? [];
    const footer = [
      ...(outage === undefined ? [] : [terminal.paint('yellow', outage)]),
      terminal.paint('dim', `as of ${time}  q quit  ↑↓ scroll`),
      ...(notice === undefined ? [] : [terminal.paint('yellow', notice)]),
    ];
    screen.show(table.trimEnd().split('\n'), footer.join('  '));
  };
  const read = async () => {
    listed = await readChats(terminal);
    notice = await readPollingNotice(terminal);
    readAt = new Date();
    await draw();
  };
  const onOutage = (reason: string | undefined) => {
    outage = reason;
    void draw();
  };
  const redraw = async () => {
    while (!screen.closed.aborted) {
      await systemClock.sleep(redrawMs, screen.closed);
      await draw();
    }
  };
  screen.onResize(() => void draw());
  await read();
  const follow = watchEvents(() => getServer(terminal), read, screen.closed, { onOutage });
  await Promise.all([follow, redraw()]);
}

/** `afterpush refresh`: refreshes a chat from its forge now and shows the result. */
export function addRefreshCommand(program: Command, terminal: Terminal): void {
  program
    .command('refresh [chat]')
    .description("refresh a chat's branches from the forge now")
    .option(jsonFlags, jsonDescription)
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (selector: string | undefined, { json }: { json?: JsonOption }) => {
        const { chatId } = await resolveChat(terminal, selector);
        const { client } = getServer(terminal);
        const chat = await client.refreshChat(chatId);
        if (json) await writeJson(terminal, chat, json);
        else terminal.write(await formatChats([chat], terminal, new Date(client.now())));
        if (chat.archived)
          throw new CommandError(
            `chat ${toOneLine(chat.id)} is archived: unarchive it to refresh it`,
          );
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
      return retryAt === null
        ? 'refreshed when the limit ends'
        : `refreshed after ${formatTime(new Date(retryAt))}`;
    case 'unavailable':
    case 'timed_out':
    case 'malformed':
      return 'Afterpush keeps trying; check that the forge responds';
    case 'internal':
      return "Afterpush keeps trying; the server's log has the details";
  }
}

type Failure = NonNullable<DiffStatus['failure']>;
