import type { Chat } from '../../../../src/contract/chat.ts';
import { messages } from '../../text/messages.ts';
import { type Reason, reasons, toSection, toUrgency } from '../status/attention.ts';
import { toEntry } from '../status/sections.ts';
import type { NotifiedReasons } from './notification-preferences.ts';

/** Why each chat stands where it stands: the reason of its most urgent branch. */
export type Standing = ReadonlyMap<string, Reason>;

export interface News {
  chat: Chat;
  reason: Reason;
}

const known = new WeakMap<Chat, Reason>();

/** An event replaces one chat of two thousand: the others are the objects they were. */
export function toStanding(chats: readonly Chat[]): Standing {
  return new Map(chats.map((chat) => [chat.id, toReasonOf(chat)]));
}

/** The chats that need a person for a reason they did not have before, most urgent first. */
export function listNews(before: Standing, chats: readonly Chat[]): News[] {
  return chats
    .map((chat) => ({ chat, reason: toReasonOf(chat) }))
    .filter(({ chat, reason }) => isNews(before.get(chat.id), reason))
    .toSorted((left, right) => toUrgency(left.reason) - toUrgency(right.reason));
}

/**
 * What was told or needs no telling. A chat whose news is still to be told keeps its old standing,
 * so that it is news until then; one that recovered meanwhile is forgotten.
 */
export function settle(before: Standing, now: Standing): Standing {
  return new Map(
    [...now].flatMap(([id, reason]): [string, Reason][] => {
      const was = before.get(id);
      if (!isNews(was, reason)) return [[id, reason]];
      return was === undefined ? [] : [[id, was]];
    }),
  );
}

function isNews(before: Reason | undefined, now: Reason): boolean {
  return before !== now && toSection(now) === 'needs_you';
}

function toReasonOf(chat: Chat): Reason {
  const cached = known.get(chat);
  if (cached) return cached;
  const { primary, urgency } = toEntry(chat);
  const reason = reasons[urgency] ?? primary.reason;
  known.set(chat, reason);
  return reason;
}

export interface Message {
  /** A newer message of the same tag replaces an older one. */
  tag: string;
  title: string;
  body: string;
  /** The chat to open; null for a storm, which opens the board. */
  chatId: string | null;
}

const failures: ReadonlySet<Reason> = new Set<Reason>([
  'checks_failed',
  'conflicts',
  'no_token',
  'token_refused',
  'no_access',
  'not_found',
  'no_forge',
]);
const namedInStorm = 3;

/** What to tell of all that is new: one message, or none when nothing is wanted. */
export function findMessage(news: readonly News[], wanted: NotifiedReasons): Message | undefined {
  const told = news.filter(({ reason }) => wanted === 'all' || failures.has(reason));
  const [first] = told;
  if (!first) return undefined;
  return told.length === 1 ? toSingle(first) : toStorm(told);
}

export function toTag(chatId: string): string {
  return `afterpush.chat.${chatId}`;
}

function toSingle({ chat, reason }: News): Message {
  const say = messages.notifications;
  const status = chat.diff_status;
  const where = [status?.repository, status?.git_branch].filter(Boolean).join(' ');
  return {
    tag: toTag(chat.id),
    title: chat.title || status?.pull_request_title || messages.untitled,
    body: say.one(messages.reason[reason], where),
    chatId: chat.id,
  };
}

function toStorm(news: readonly News[]): Message {
  const say = messages.notifications;
  const lines = news
    .slice(0, namedInStorm)
    .map(({ chat, reason }) => say.line(chat.title || messages.untitled, messages.reason[reason]));
  const left = news.length - lines.length;
  return {
    tag: 'afterpush.storm',
    title: say.many(news.length),
    body: [...lines, ...(left > 0 ? [say.more(left)] : [])].join('\n'),
    chatId: null,
  };
}
