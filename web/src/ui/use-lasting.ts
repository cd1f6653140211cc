import { useEffect, useState } from 'react';

/** True once something has been so for a while. */
export function useLasting(is: boolean, patienceMs: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!is) return;
    const timer = setTimeout(() => setLasting(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [is, patienceMs]);
  return is && lasting;
}
