import type { ReactNode } from 'react';
import { formatExact } from '../text/time.ts';

/** A relative time, with the exact instant as a tooltip and in `datetime`. */
export function Time({ at, children }: { at: string; children: ReactNode }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {children}
    </time>
  );
}
