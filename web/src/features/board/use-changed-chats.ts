import { useEffect, useMemo, useRef, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import { listChanged, type Seen, toSeen } from './change-marks.ts';

const markMs = 2_400;

/** Until when each chat is marked as changed. */
type Marks = ReadonlyMap<string, number>;
const none: Marks = new Map();

/**
 * The chats that changed a moment ago, to be marked while the eye finds them. While the list is
 * still being read, what comes in is not new.
 */
export function useChangedChats(chats: readonly Chat[], whole: boolean): Marks {
  const [marks, setMarks] = useState(none);
  const seen = useMemo(() => toSeen(chats), [chats]);
  const before = useRef<Seen>(undefined);
  useEffect(() => {
    const changed = listChanged(before.current, seen);
    before.current = whole ? seen : undefined;
    if (changed.length === 0) return;
    const untilMs = Date.now() + markMs;
    setMarks((known) => new Map([...known, ...changed.map((id) => [id, untilMs] as const)]));
  }, [seen, whole]);
  useEffect(() => {
    if (marks.size === 0) return;
    const nextMs = Math.min(...marks.values()) - Date.now();
    const timer = setTimeout(() => setMarks(withoutPast), Math.max(50, nextMs));
    return () => clearTimeout(timer);
  }, [marks]);
  return marks;
}

function withoutPast(marks: Marks): Marks {
  const nowMs = Date.now();
  const left = [...marks].filter(([, untilMs]) => untilMs > nowMs);
  return left.length === 0 ? none : new Map(left);
}
