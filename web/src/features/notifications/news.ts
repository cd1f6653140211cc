import type { Chat } from '../../../../src/contract/chat.ts';
import { type Reason, reasons, toSection, toUrgency } from '../status/attention.ts';
import { toEntry } from '../status/sections.ts';

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
