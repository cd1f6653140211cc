import { useEffect, useRef } from 'react';
import type { Route } from '../shared/routing/route.ts';
import { focusMain, isFocusInMain } from './skip-link.tsx';

/**
 * Whoever comes from another page starts in the main part of this one, unless the page gave the
 * focus a place of its own. The first page leaves it where the browser puts it.
 */
export function usePageFocus({ page }: Route): void {
  const before = useRef(page);
  useEffect(() => {
    const came = before.current !== page;
    before.current = page;
    // An open chat takes the focus itself.
    if (!came || page === 'chat') return;
    const frame = requestAnimationFrame(() => {
      if (!isFocusInMain()) focusMain();
    });
    return () => cancelAnimationFrame(frame);
  }, [page]);
}
