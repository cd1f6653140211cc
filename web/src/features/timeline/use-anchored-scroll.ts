import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

interface Place {
  key: string;
  top: number;
}

/**
 * Keeps the row that a reader sees first where it is when rows come in above it. Rows are the
 * elements with `data-key`. At the very top the newest is what one wants to see.
 */
export function useSteadyRows(container: RefObject<HTMLElement | null>): void {
  const place = useRef<Place>(undefined);
  useLayoutEffect(() => {
    const element = container.current;
    if (!element) return;
    const before = place.current;
    const now = before && findRow(element, before.key)?.getBoundingClientRect().top;
    const shift = before && now !== undefined ? now - before.top : 0;
    if (element.scrollTop > 0 && shift !== 0) element.scrollBy({ top: shift, behavior: 'instant' });
    place.current = findFirstSeen(element);
  });
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const remember = () => {
      place.current = findFirstSeen(element);
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [container]);
}

function findRow(element: HTMLElement, key: string): HTMLElement | undefined {
  return listRows(element).find((row) => row.dataset.key === key);
}

function findFirstSeen(element: HTMLElement): Place | undefined {
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
