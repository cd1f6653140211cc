import { type RefObject, useEffect, useRef } from 'react';

/** Between two frames: nobody reads rows that are somewhere else in the next one. */
const flyingStepPx = 200;
/** After a rest, one long step is a jump to something that is to be read. */
const restMs = 150;

interface Speed {
  top: number;
  atMs: number;
  flying: boolean;
}

/** Known before whoever else hears of the same scroll event. */
export function useScrollSpeed(scroller: RefObject<HTMLElement | null>) {
  const speed = useRef<Speed>({ top: 0, atMs: 0, flying: false });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = ({ timeStamp: atMs }: Event) => {
      const top = element.scrollTop;
      const { top: before, atMs: beforeMs } = speed.current;
      const flying = Math.abs(top - before) > flyingStepPx && atMs - beforeMs < restMs;
      speed.current = { top, atMs, flying };
    };
    const options = { capture: true, passive: true };
    element.addEventListener('scroll', onScroll, options);
    return () => element.removeEventListener('scroll', onScroll, options);
  }, [scroller]);
  return speed;
}
