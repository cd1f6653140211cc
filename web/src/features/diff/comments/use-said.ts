import { useCallback, useEffect, useState } from 'react';

const lastingMs = 5_000;

/** A sentence of what was just done. It goes away by itself. */
export function useSaid(): [string, (sentence: string) => void] {
  const [said, setSaid] = useState({ sentence: '' });
  useEffect(() => {
    if (said.sentence === '') return;
    const timer = setTimeout(() => setSaid({ sentence: '' }), lastingMs);
    return () => clearTimeout(timer);
  }, [said]);
  const say = useCallback((sentence: string) => setSaid({ sentence }), []);
  return [said.sentence, say];
}
