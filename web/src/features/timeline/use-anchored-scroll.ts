import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface Anchor {
  key: string;
  top: number;
}

/**
 * Keeps the first visible row in place when rows are inserted above it. Rows are the elements with
 * `data-key`. A container that is scrolled to its top stays there, so that new rows are seen.
 */
export function useAnchoredScroll(container: RefObject<HTMLElement | null>): void {
  const anchor = useRef<Anchor>(undefined);
  useLayoutEffect(() => {
    const element = container.current;
    if (!element) return;
    const before = anchor.current;
    const now = before && findRow(element, before.key)?.getBoundingClientRect().top;
    const shift = before && now !== undefined ? now - before.top : 0;
    if (element.scrollTop > 0 && shift !== 0) element.scrollBy({ top: shift, behavior: 'instant' });
    anchor.current = findFirstVisible(element);
  });
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const remember = () => {
      anchor.current = findFirstVisible(element);
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [container]);
}

function findRow(element: HTMLElement, key: string): HTMLElement | undefined {
  return listRows(element).find((row) => row.dataset.key === key);
}

function findFirstVisible(element: HTMLElement): Anchor | undefined {
  const edge = element.getBoundingClientRect().top;
  for (const row of listRows(element)) {
    const { top } = row.getBoundingClientRect();
    if (top >= edge) return { key: row.dataset.key ?? '', top };
  }
  return undefined;
}

function listRows(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>('[data-key]')];
}
