import type { Chat } from '../../../src/contract/chat.ts';
import { type Reason, toSection } from '../features/status/attention.ts';
import { toEntry } from '../features/status/sections.ts';
import { messages } from '../text/messages.ts';

export type Reasons = ReadonlyMap<string, Reason>;

/** The reason each chat stands where it stands. */
export function toReasons(chats: readonly Chat[]): Reasons {
  return new Map(chats.map((chat) => [chat.id, toEntry(chat).primary.reason]));
}

/** One sentence about the chats that newly need a person; empty when none does. */
export function toAnnouncement(
  before: Reasons | undefined,
  now: Reasons,
  chats: readonly Chat[],
): string {
  if (before === undefined) return '';
  const fresh = chats.filter(({ id }) => {
    const reason = now.get(id);
    return reason && toSection(reason) === 'needs_you' && before.get(id) !== reason;
  });
  const [first] = fresh;
  const reason = first && now.get(first.id);
  if (!first || !reason) return '';
  if (fresh.length > 1) return messages.announce.manyNeedYou(fresh.length);
  return messages.announce.needsYou(first.title || messages.untitled, messages.reason[reason]);
}
