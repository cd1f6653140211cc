import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import type { Chat } from '../../contract/chat.ts';
import { CommandError, getServer, listAllChats, toAction } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import { selectChat } from '../selected-chat.ts';
import type { Terminal } from '../terminal.ts';
import { type BranchChoice, findBranch } from '../wait-for-goal.ts';

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
    .addHelpText('after', '\nThe chat is given by its id, a branch, a number like #7, or a title.')
    .action(
      toAction(terminal, async (selector: string | undefined, options: OpenOptions) => {
        const { url, client } = getServer(terminal);
        const { chat, branch } =
          selector === undefined
            ? await findChatHere(terminal)
            : findSelected(await listAllChats(client, { archived: 'all' }), selector);
        const pullRequest = options.page ? null : (findBranch(chat, branch)?.url ?? null);
        const target = pullRequest ?? `${url}/chats/${encodeURIComponent(chat.id)}`;
        if (!isWebUrl(target)) throw new CommandError(`not a web page: ${toOneLine(target)}`);
        const opened = !options.print && (await openBrowser(target, terminal));
        if (!opened) terminal.write(`${toOneLine(target, 4096)}\n`);
      }),
    );
}

interface Selected {
  chat: Chat;
  branch: BranchChoice | undefined;
}

async function findChatHere(terminal: Terminal): Promise<Selected> {
  const { chatId, branch } = await selectChat(terminal, undefined);
  const chat = await getServer(terminal).client.getChat(chatId, { wait: 0 });
  return { chat, branch };
}

/** By id, else by branch or number, else by a part of the title. */
function findSelected(chats: readonly Chat[], selector: string): Selected {
  const byId = chats.filter(({ id }) => id === selector);
  const byBranch = chats.flatMap((chat) =>
    chat.diff_statuses
      .filter((status) => isSelected(status, selector))
      .map((status) => ({
        chat,
        branch: { origin: status.remote_origin, branch: status.git_branch },
      })),
  );
  const part = selector.toLowerCase();
  const byTitle = chats.filter(({ title }) => title.toLowerCase().includes(part));
  const found: Selected[] =
    [byId.map(toWhole), byBranch, byTitle.map(toWhole)].find(({ length }) => length > 0) ?? [];
  const [first] = found;
  if (first && found.length === 1) return first;
  const shown = toOneLine(selector, 100);
  if (!first) throw new CommandError(`no chat matches "${shown}" (see \`afterpush chats list\`)`);
  const ids = found.slice(0, 10).map(({ chat }) => toOneLine(chat.id));
  throw new CommandError(
    `several chats match "${shown}": choose one of ${ids.join(', ')}`,
    'usage',
  );
}

function toWhole(chat: Chat): Selected {
  return { chat, branch: undefined };
}

function isSelected(
  { git_branch: branch, pr_number: number, url }: Chat['diff_statuses'][number],
  selector: string,
): boolean {
  if (selector === branch || selector === url) return true;
  return number !== null && (selector === `#${number}` || selector === String(number));
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
