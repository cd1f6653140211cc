import { type RefObject, useEffect } from 'react';

/**
 * The whole line opens its chat, as its link does; what has an aim of its own does that, and whoever
 * selects text opens nothing.
 */
export function useRowClicks(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener('click', (event) => follow(event), { signal });
    element.addEventListener('auxclick', (event) => openBeside(event), { signal });
    return () => stop.abort();
  }, [scroller]);
}

function follow(event: MouseEvent): void {
  const link = findLink(event.target);
  if (!link || document.getSelection()?.isCollapsed === false) return;
  const { ctrlKey, metaKey, shiftKey } = event;
  if (ctrlKey || metaKey || shiftKey) return void open(link.href, '_blank', 'noopener');
  link.focus({ preventScroll: true });
  link.click();
}

function openBeside(event: MouseEvent): void {
  const link = event.button === 1 ? findLink(event.target) : null;
  if (link) open(link.href, '_blank', 'noopener');
}

/** Null where the reader has hit something else that can be clicked. */
function findLink(target: EventTarget | null): HTMLAnchorElement | null {
  if (!(target instanceof Element) || target.closest('a, button')) return null;
  return target.closest('.row')?.querySelector('[data-row-link]') ?? null;
}
