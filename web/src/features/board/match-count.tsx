import { useEffect, useState } from 'react';
import { messages } from '../../text/messages.ts';

const restMs = 700;

/** Says how many chats a filter finds, once the typing rests. Undefined: no filter, nothing to say. */
export function MatchCount({ count }: { count: number | undefined }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(count === undefined ? '' : toSentence(count)), restMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <output className="unseen" aria-live="polite">
      {said}
    </output>
  );
}

function toSentence(count: number): string {
  return count === 0 ? messages.noMatches : messages.matches(count);
}
