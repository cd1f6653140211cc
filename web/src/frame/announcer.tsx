import { useEffect, useRef, useState } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { type Reason, toSection } from '../../../src/contract/reasons.ts';
import { useConnectionState } from '../api/connection-state.ts';
import { toBoardEntry } from '../features/status/sections.ts';
import { messages } from '../text/messages.ts';

const groupingMs = 3_000;

/** Announces chats that newly need a person. Changes within a few seconds are grouped. */
export function Announcer({ chats }: { chats: readonly Chat[] }) {
  const [announcement, setAnnouncement] = useState('');
  const before = useRef<ReturnType<typeof mapReasons>>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => {
      const now = mapReasons(chats);
      const sentence = formatAnnouncement(before.current, now, chats);
      before.current = now;
      if (sentence !== '') setAnnouncement(sentence);
    }, groupingMs);
    return () => clearTimeout(timer);
  }, [chats]);
  const connection = useConnectionState();
  return (
    <>
      <output className="visually-hidden" aria-live="polite">
        {announcement}
      </output>
      <output className="visually-hidden" aria-live="polite">
        {connection === 'offline' ? messages.announce.offline : ''}
      </output>
    </>
  );
}

type Reasons = ReadonlyMap<string, Reason>;

export function mapReasons(chats: readonly Chat[]): Reasons {
  return new Map(chats.map((chat) => [chat.id, toBoardEntry(chat).urgent.reason]));
}

/** One sentence about the chats that newly need a person; empty if there are none. */
export function formatAnnouncement(
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
