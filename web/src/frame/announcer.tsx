import { useEffect, useRef, useState } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { useConnectionState } from '../api/connection-state.ts';
import { messages } from '../text/messages.ts';
import { toAnnouncement, toReasons } from './announcements.ts';

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
