import { messages } from '../../text/messages.ts';
import type { Reason } from '../status/attention.ts';
import type { News } from './news.ts';
import type { NotifiedReasons } from './settings.ts';

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
