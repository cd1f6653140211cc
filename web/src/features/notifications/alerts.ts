import { toUrgency } from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type Reason, toSection } from '../../../../src/contract/reasons.ts';
import { messages } from '../../text/messages.ts';
import { toBoardEntry } from '../status/sections.ts';
import type { NotifiedReasons } from './notification-preferences.ts';

/** For each chat the reason of its most urgent branch. */
export type ReasonsByChat = ReadonlyMap<string, Reason>;

/** A chat that needs a person, and the branch that is the reason. */
export interface Alert {
  chat: Chat;
  status: DiffStatus | null;
  reason: Reason;
}

export function mapReasons(chats: readonly Chat[]): ReasonsByChat {
  return new Map(chats.map((chat) => [chat.id, getReason(chat)]));
}

/** The chats that need a person for a new reason, most urgent first. */
export function listAlerts(before: ReasonsByChat, chats: readonly Chat[]): Alert[] {
  return chats
    .map((chat): Alert => ({ chat, ...toBoardEntry(chat).urgent }))
    .filter(({ chat, reason }) => isNewAlert(before.get(chat.id), reason))
    .toSorted((left, right) => toUrgency(left.reason) - toUrgency(right.reason));
}

/**
 * The reasons to compare with next time. A chat with an alert that was not sent yet keeps its old
 * reason, so it stays an alert; all others get their current reason.
 */
export function keepUnsentAlerts(before: ReasonsByChat, now: ReasonsByChat): ReasonsByChat {
  return new Map(
    [...now].flatMap(([id, reason]): [string, Reason][] => {
      const was = before.get(id);
      if (!isNewAlert(was, reason)) return [[id, reason]];
      return was === undefined ? [] : [[id, was]];
    }),
  );
}

function isNewAlert(before: Reason | undefined, now: Reason): boolean {
  return before !== now && toSection(now) === 'needs_you';
}

function getReason(chat: Chat): Reason {
  return toBoardEntry(chat).urgent.reason;
}

export interface NotificationContent {
  /** A newer notification replaces an older one with the same tag. */
  tag: string;
  title: string;
  body: string;
  /** What to open; null for a group of chats, which opens the board. */
  target: Pick<Alert, 'chat' | 'status'> | null;
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
const namedInGroup = 3;

/** One notification for all alerts, or undefined if none of them is wanted. */
export function findNotification(
  alerts: readonly Alert[],
  wanted: NotifiedReasons,
): NotificationContent | undefined {
  const wantedAlerts = alerts.filter(({ reason }) => wanted === 'all' || failures.has(reason));
  const [first] = wantedAlerts;
  if (!first) return undefined;
  return wantedAlerts.length === 1 ? buildSingle(first) : buildGroup(wantedAlerts);
}

export function getTag(chatId: string): string {
  return `afterpush.chat.${chatId}`;
}

function buildSingle({ chat, status, reason }: Alert): NotificationContent {
  const text = messages.notifications;
  const where = [status?.repository, status?.git_branch].filter(Boolean).join(' ');
  return {
    tag: getTag(chat.id),
    title: chat.title || status?.pull_request_title || messages.untitled,
    body: text.one(messages.reason[reason], where),
    target: { chat, status },
  };
}

function buildGroup(alerts: readonly Alert[]): NotificationContent {
  const text = messages.notifications;
  const lines = alerts
    .slice(0, namedInGroup)
    .map(({ chat, reason }) => text.line(chat.title || messages.untitled, messages.reason[reason]));
  const left = alerts.length - lines.length;
  return {
    tag: 'afterpush.storm',
    title: text.many(alerts.length),
    body: [...lines, ...(left > 0 ? [text.more(left)] : [])].join('\n'),
    target: null,
  };
}
