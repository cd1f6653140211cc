import { useEffect, useMemo, useRef, useState } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import { listChanged, type Signatures, toSignatures } from '../board/change-marks.ts';

const markMs = 2_400;
const none: ReadonlySet<string> = new Set();

/** The chats that changed a moment ago, to be marked while the eye finds them. */
export function useChangedChats(chats: readonly Chat[]): ReadonlySet<string> {
  const [marked, setMarked] = useState(none);
  const signatures = useMemo(() => toSignatures(chats), [chats]);
  const before = useRef<Signatures>(undefined);
  useEffect(() => {
    const changed = listChanged(before.current, signatures);
    before.current = signatures;
    if (changed.length === 0) return;
    setMarked((known) => new Set([...known, ...changed]));
  }, [signatures]);
  useEffect(() => {
    if (marked.size === 0) return;
    const timer = setTimeout(() => setMarked(none), markMs);
    return () => clearTimeout(timer);
  }, [marked]);
  return marked;
}
