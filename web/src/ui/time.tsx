import type { ReactNode } from 'react';
import { formatExact } from '../text/time.ts';

/** Relative words for the reader, the exact instant for a hover and for programs. */
export function Time({ at, children }: { at: string; children: ReactNode }) {
  return (
    <time dateTime={at} title={formatExact(at)}>
      {children}
    </time>
  );
}
