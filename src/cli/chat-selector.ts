import type { Chat } from '../contract/chat.ts';
import { ApiError, type Client } from '../contract/client.ts';
import type { DiffStatus } from '../contract/diff-status.ts';
import { parseChatToken } from '../domain/chat-token.ts';
import { CommandError, getServer, listAllChats } from './command-action.ts';
import { toOneLine } from './safe-text.ts';
import { type SelectedChat, selectChat } from './selected-chat.ts';
import type { Terminal } from './terminal.ts';

/** Shown in the help of the commands that take a selector. */
export const selectorHelp = `
A chat is given by its id or the beginning of it, a branch, a number like #7 or acme/app#7, or the URL of the pull
request. Without it, AFTERPUSH_CHAT_ID counts, then the branch that is checked out here.`;

export interface FoundChat extends SelectedChat {
  chat: Chat;
}

interface SelectorRules {
  /** Whether a part of the title is enough: not for commands that change or delete the chat. */
  byTitle: boolean;
}

/** The chat that a selector means, or, without one, that of the environment or of the branch that is checked out here. */
export async function resolveChat(
  terminal: Terminal,
  selector: string | undefined,
  rules: SelectorRules = { byTitle: true },
): Promise<SelectedChat> {
  if (selector === undefined) return selectChat(terminal, undefined);
  return findSelected(terminal, selector, rules);
}

/** The same, with what the server knows about it. */
export async function findChat(
  terminal: Terminal,
  selector: string | undefined,
  rules: SelectorRules = { byTitle: true },
): Promise<FoundChat> {
  const { client } = getServer(terminal);
  if (selector !== undefined) return findSelected(terminal, selector, rules);
  const here = await selectChat(terminal, undefined);
  try {
    return { ...here, chat: await client.getChat(here.chatId, { wait: 0 }) };
  } catch (error) {
    if (!isProblem(error, 404)) throw error;
    throw new CommandError(formatNoMatch(here.chatId));
  }
}

async function findSelected(
  terminal: Terminal,
  selector: string,
  rules: SelectorRules,
): Promise<FoundChat> {
  const { client, token } = getServer(terminal);
  const byId = await readChat(client, selector);
  if (byId.kind === 'found') return { chat: byId.chat, chatId: selector, branch: undefined };
  const own = parseChatToken(token);
  const chats =
    own === undefined
      ? await listAllChats(client, { archived: 'all' })
      : [await client.getChat(own, { wait: 0 })];
  const matches = matchSelector(chats, selector, rules);
  const [first] = matches;
  if (first && new Set(matches.map(({ chat }) => chat.id)).size === 1) return toFound(first);
  if (first) throw new CommandError(formatCandidates(matches, selector), 'usage');
  if (byId.kind === 'forbidden') throw byId.error;
  throw new CommandError(formatNoMatch(selector));
}

type ReadChat =
  | { kind: 'found'; chat: Chat }
  | { kind: 'missing' }
  | { kind: 'forbidden'; error: ApiError };

const longestId = 200;

async function readChat(client: Client, id: string): Promise<ReadChat> {
  if (id === '' || id.length > longestId || id.startsWith('#')) return { kind: 'missing' };
  try {
    return { kind: 'found', chat: await client.getChat(id, { wait: 0 }) };
  } catch (error) {
    if (isProblem(error, 404)) return { kind: 'missing' };
    // The token of an agent reaches its own chat only, which the selector may still mean.
    if (isProblem(error, 403)) return { kind: 'forbidden', error };
    throw error;
  }
}

function isProblem(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.problem.status === status;
}

export interface SelectorMatch {
  chat: Chat;
  status?: DiffStatus;
}

/** The chats that the first rule with a match finds; archived ones only if there is no other. */
export function matchSelector(
  chats: readonly Chat[],
  selector: string,
  { byTitle }: SelectorRules,
): SelectorMatch[] {
  const lower = selector.toLowerCase();
  const listWhole = (isMatch: (chat: Chat) => boolean) =>
    chats.filter(isMatch).map((chat): SelectorMatch => ({ chat }));
  const rules = [
    () => listWhole(({ id }) => id === selector),
    () => chats.flatMap((chat) => listBranches(chat, selector)),
    () => (selector === '' ? [] : listWhole(({ id }) => id.toLowerCase().startsWith(lower))),
    () => (byTitle ? listWhole(({ title }) => title.toLowerCase().includes(lower)) : []),
  ];
  for (const list of rules) {
    const matches = list();
    if (matches.length === 0) continue;
    const active = matches.filter(({ chat }) => !chat.archived);
    return active.length > 0 ? active : matches;
  }
  return [];
}

function listBranches(chat: Chat, selector: string): SelectorMatch[] {
  return chat.diff_statuses
    .filter((status) => isSelected(status, selector))
    .map((status) => ({ chat, status }));
}

function isSelected(
  { git_branch: branch, pr_number: number, repository, url }: DiffStatus,
  selector: string,
): boolean {
  if (selector === branch) return true;
  if (url !== null && (selector === url || isPageBelow(selector, url))) return true;
  if (number === null) return false;
  return [`${number}`, `#${number}`, `${repository}#${number}`].includes(selector);
}

/** Such as the files of the pull request, as they are copied from a browser. */
function isPageBelow(selector: string, url: string): boolean {
  return selector.startsWith(url) && '/?#'.includes(selector.charAt(url.length));
}

function toFound({ chat, status }: SelectorMatch): FoundChat {
  const branch = status && { origin: status.remote_origin, branch: status.git_branch };
  return { chat, chatId: chat.id, branch };
}

function formatNoMatch(selector: string): string {
  return `no chat matches "${toOneLine(selector, 100)}" (see \`afterpush chats list\`)`;
}

const mostCandidates = 10;

function formatCandidates(matches: readonly SelectorMatch[], selector: string): string {
  const byId = new Map(matches.map((match) => [match.chat.id, match]));
  const lines = [...byId.values()].slice(0, mostCandidates).map(({ chat, status }) => {
    const number = status?.pr_number == null ? '' : `#${status.pr_number}`;
    const branch = status && [status.repository ?? status.remote_origin, number, status.git_branch];
    const parts = [chat.id, chat.title, ...(branch ?? [])].filter((part) => part !== '');
    return `  ${toOneLine(parts.join('  '))}`;
  });
  const left = byId.size - lines.length;
  return [
    `several chats match "${toOneLine(selector, 100)}": choose one by its id`,
    ...lines,
    ...(left > 0 ? [`  and ${left} more`] : []),
  ].join('\n');
}
