import { homedir } from 'node:os';
import type { Chat } from '../../contract/chat.ts';
import { type Client, createClient } from '../../contract/client.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { toAgentName } from '../../domain/agent-name.ts';
import { findCheckout } from '../../git/checkout.ts';
import type { WorkPlace } from '../../git/clone.ts';
import { toWorktreeId } from '../../git/watch/repository.ts';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import { findChatOfWorktree } from '../chat-of-worktree.ts';
import {
  type ConnectedAgent,
  type HookEvent,
  isConnectedAgent,
} from '../connect/agent-configurations.ts';
import { findChatId, findConnection } from '../connection.ts';
import { findChatHere } from '../selected-chat.ts';
import { HandedOver } from './handed-over.ts';
import { formatHookOutput, parseHookInput } from './hook-formats.ts';
import { formatHandover, formatSession } from './hook-texts.ts';

/** An agent waits for its hooks. */
const limitMs = 2_000;
const longestInput = 4 * 1024 * 1024;

/** Runs in a coding agent: `session-start` or `stop`, with `--agent <agent>`. */
export async function runAgentHook(args: readonly string[], place: WorkPlace): Promise<void> {
  const output = await findHookOutput(args, place, readInput);
  if (output === undefined) return;
  await new Promise<void>((resolve) => {
    process.stdout.once('error', () => resolve());
    process.stdout.write(output, () => resolve());
  });
}

/** Never fails, and is undefined when there is nothing to say, no server, or no response in time. */
export async function findHookOutput(
  args: readonly string[],
  place: WorkPlace,
  readInput: () => Promise<string>,
  signal: AbortSignal = AbortSignal.timeout(limitMs),
): Promise<string | undefined> {
  const [event, flag, agent] = args;
  if ((event !== 'session-start' && event !== 'stop') || flag !== '--agent') return undefined;
  if (!isConnectedAgent(agent)) return undefined;
  const timedOut = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const found = readInput().then((input) => findOutput({ event, agent, input }, place, signal));
  return Promise.race([found.catch(() => undefined), timedOut]);
}

interface HookCall {
  event: HookEvent;
  agent: ConnectedAgent;
  input: string;
}

async function findOutput(
  { event, agent, input: text }: HookCall,
  place: WorkPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  const input = parseHookInput(text);
  if (event === 'stop' && !input.isReady) return undefined;
  const { environment } = place;
  const connection = findConnection(environment);
  if (connection.kind !== 'found') return undefined;
  const { url, token } = connection;
  const client = createClient({ baseUrl: url, token, signal });
  const directory = input.directory ?? place.directory;
  const chatId = findChatId(environment) ?? (await findIdHere(client, { directory, environment }));
  if (chatId === undefined) return undefined;
  const [chat, comments] = await Promise.all([
    client.getChat(chatId, { wait: 0 }),
    listWaiting(client, chatId),
  ]);
  if (event === 'session-start') {
    await nameAgent(client, chat, agent);
    return formatHookOutput(agent, event, formatSession(chat, comments.length, url));
  }
  // Too late to be read: it stays for the next time.
  if (signal.aborted) return undefined;
  const dataDirectory = defaultDataDirectory(environment, environment.HOME || homedir());
  const handedOver = new HandedOver(dataDirectory, { url, chat }, Date.now());
  const failed = listFailed(chat).filter((status) => handedOver.claim(toSubject(status)));
  const fresh = comments.filter(({ id }) => handedOver.claim(`comment ${id}`));
  if (failed.length === 0 && fresh.length === 0) return undefined;
  return formatHookOutput(agent, event, formatHandover(failed, fresh));
}

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) return '';
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > longestInput) return '';
  }
  return text;
}

async function findIdHere(client: Client, place: WorkPlace): Promise<string | undefined> {
  const { path } = await findCheckout(place);
  const own = await findChatOfWorktree(client, toWorktreeId(path));
  return own?.id ?? (await findChatHere(place, client))?.chatId;
}

/** The agent gets its output even where its name cannot be stored. */
async function nameAgent(client: Client, chat: Chat, agent: ConnectedAgent): Promise<void> {
  const name = toAgentName(agent);
  if (name === undefined || name === chat.agent) return;
  await client.updateChat(chat.id, { agent: name }).catch(() => undefined);
}

async function listWaiting(client: Client, chatId: string) {
  const { comments } = await client.listComments(chatId, { waiting: 'true' });
  return comments.filter(({ target }) => target === 'agent');
}

/** S13, S15: the verdict is about the head commit, and an optional check never makes it this one. */
function listFailed({ diff_statuses: statuses }: Chat): DiffStatus[] {
  return statuses.filter(({ verdict }) => verdict.reason === 'checks_failed');
}

function toSubject({ remote_origin: origin, git_branch: branch, verdict }: DiffStatus): string {
  return `checks ${origin} ${branch} ${verdict.head_sha ?? ''}`;
}
