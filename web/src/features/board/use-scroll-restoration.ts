import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { type BoardLayout, listVisible } from './board-layout.ts';

const storageKey = 'afterpush.board-scroll';

interface Position {
  key: string;
  /** Its distance from the top of the view. */
  below: number;
}

/** Restores the scroll position after a reload or a visit to another page. */
export function useScrollRestoration(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  /** All chats are loaded: an item that is missing now was removed. */
  complete: boolean,
): void {
  const latest = useRef(layout);
  const wanted = useRef<Position | undefined>(undefined);
  const started = useRef(false);
  useLayoutEffect(() => {
    latest.current = layout;
    const element = scroller.current;
    if (!element) return;
    if (!started.current) wanted.current = readPosition();
    started.current = true;
    if (wanted.current === undefined) return;
    const found = scrollBack(element, layout, wanted.current);
    if (found || complete) wanted.current = undefined;
  }, [scroller, layout, complete]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const stop = new AbortController();
    const listen = { signal: stop.signal, passive: true };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const store = () => storePosition(element, latest.current);
    // The reader scrolls somewhere else before the item appears.
    const cancel = () => {
      wanted.current = undefined;
    };
    for (const name of ['wheel', 'touchmove', 'keydown'])
      element.addEventListener(name, cancel, listen);
    element.addEventListener(
      'scroll',
      () => {
        clearTimeout(timer);
        timer = setTimeout(store, 200);
      },
      listen,
    );
    addEventListener('pagehide', store, listen);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [scroller]);
}

function scrollBack(element: HTMLElement, layout: BoardLayout, { key, below }: Position): boolean {
  const start = layout.starts[layout.indexes.get(key) ?? -1];
  if (start === undefined) return false;
  element.scrollTop = start - below;
  return true;
}

function storePosition(element: HTMLElement, layout: BoardLayout): void {
  const top = element.scrollTop;
  const first = listVisible(layout, { top, height: element.clientHeight }).find(
    ({ kind }) => kind === 'row',
  );
  const start = layout.starts[layout.indexes.get(first?.key ?? '') ?? -1];
  if (top < 1 || !first || start === undefined) return sessionStorage.removeItem(storageKey);
  sessionStorage.setItem(storageKey, JSON.stringify({ key: first.key, below: start - top }));
}

function readPosition(): Position | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    const { key, below } = (stored ?? {}) as Partial<Position>;
    return typeof key === 'string' && typeof below === 'number' ? { key, below } : undefined;
  } catch {
    return undefined;
  }
}
