import { useEffect, useRef, useState } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { useConnectionState } from '../api/connection-state.ts';
import { type Reason, toSection } from '../features/status/attention.ts';
import { toEntry } from '../features/status/sections.ts';
import { messages } from '../text/messages.ts';

const quietMs = 3_000;

/** Says what newly needs a person, gathered for a moment so that a storm is one sentence. */
export function Announcer({ chats }: { chats: readonly Chat[] }) {
  const [said, setSaid] = useState('');
  const before = useRef<ReturnType<typeof toReasons>>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => {
      const now = toReasons(chats);
      const sentence = toAnnouncement(before.current, now, chats);
      before.current = now;
      if (sentence !== '') setSaid(sentence);
    }, quietMs);
    return () => clearTimeout(timer);
  }, [chats]);
  const connection = useConnectionState();
  return (
    <>
      <output className="unseen" aria-live="polite">
        {said}
      </output>
      <output className="unseen" aria-live="polite">
        {connection === 'offline' ? messages.announce.offline : ''}
      </output>
    </>
  );
}

type Reasons = ReadonlyMap<string, Reason>;

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
