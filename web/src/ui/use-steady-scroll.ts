import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { toMedianShift } from './median-shift.ts';

/**
 * Keeps the rows a reader sees where they are when rows are added, removed or moved around them.
 * Rows are the elements with `data-key`.
 */
export function useSteadyScroll(container: RefObject<HTMLElement | null>): void {
  const tops = useRef<ReadonlyMap<string, number>>(new Map());
  useLayoutEffect(() => {
    const element = container.current;
    if (!element) return;
    const scrolled = element.scrollTop > 0 || element.contains(document.activeElement);
    const shift = toMedianShift(tops.current, measureRows(element));
    if (scrolled && shift !== 0) element.scrollBy({ top: shift, behavior: 'instant' });
    tops.current = measureVisible(element);
  });
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const remember = () => {
      tops.current = measureVisible(element);
    };
    element.addEventListener('scroll', remember, { passive: true });
    return () => element.removeEventListener('scroll', remember);
  }, [container]);
}

function measureRows(element: HTMLElement): Map<string, number> {
  const rows = element.querySelectorAll<HTMLElement>('[data-key]');
  return new Map([...rows].map((row) => [row.dataset.key ?? '', row.getBoundingClientRect().top]));
}

function measureVisible(element: HTMLElement): Map<string, number> {
  const { top, bottom } = element.getBoundingClientRect();
  return new Map([...measureRows(element)].filter(([, row]) => row >= top && row <= bottom));
}
