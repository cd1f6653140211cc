import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { type BoardLayout, listSeen } from './board-layout.ts';

const storageKey = 'afterpush.board-scroll';

interface Place {
  key: string;
  /** How far the item was below the top of the view. */
  below: number;
}

/** After a reload, or a visit to another page, the list stands where it stood. */
export function useKeptScroll(
  scroller: RefObject<HTMLElement | null>,
  layout: BoardLayout,
  /** Every chat is there: what is not found now has gone. */
  whole: boolean,
): void {
  const latest = useRef(layout);
  const wanted = useRef<Place | undefined>(undefined);
  const started = useRef(false);
  useLayoutEffect(() => {
    latest.current = layout;
    const element = scroller.current;
    if (!element) return;
    if (!started.current) wanted.current = readPlace();
    started.current = true;
    if (wanted.current === undefined) return;
    const found = returnTo(element, layout, wanted.current);
    if (found || whole) wanted.current = undefined;
  }, [scroller, layout, whole]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const stop = new AbortController();
    const listen = { signal: stop.signal, passive: true };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const store = () => storePlace(element, latest.current);
    // The reader goes somewhere of their own accord.
    const forget = () => {
      wanted.current = undefined;
    };
    for (const name of ['wheel', 'touchmove', 'keydown'])
      element.addEventListener(name, forget, listen);
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

function returnTo(element: HTMLElement, layout: BoardLayout, { key, below }: Place): boolean {
  const start = layout.starts[layout.indexes.get(key) ?? -1];
  if (start === undefined) return false;
  element.scrollTop = start - below;
  return true;
}

function storePlace(element: HTMLElement, layout: BoardLayout): void {
  const top = element.scrollTop;
  const first = listSeen(layout, { top, height: element.clientHeight }).find(
    ({ kind }) => kind === 'row',
  );
  const start = layout.starts[layout.indexes.get(first?.key ?? '') ?? -1];
  if (top < 1 || !first || start === undefined) return sessionStorage.removeItem(storageKey);
  sessionStorage.setItem(storageKey, JSON.stringify({ key: first.key, below: start - top }));
}

function readPlace(): Place | undefined {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
    const { key, below } = (stored ?? {}) as Partial<Place>;
    return typeof key === 'string' && typeof below === 'number' ? { key, below } : undefined;
  } catch {
    return undefined;
  }
}
