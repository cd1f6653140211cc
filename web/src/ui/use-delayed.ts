import { useEffect, useState } from 'react';

const slowMs = 200;

/** True once `active` has been true for `delayMs` without a break. */
export function useDelayed(active: boolean, delayMs: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setPassed(true), delayMs);
    return () => {
      clearTimeout(timer);
      setPassed(false);
    };
  }, [active, delayMs]);
  return active && passed;
}

/** True once loading takes long enough to show an indicator. */
export function useSlow(pending: boolean): boolean {
  return useDelayed(pending, slowMs);
}
