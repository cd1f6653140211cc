import { type RefObject, useLayoutEffect, useState } from 'react';
import type { BoardMeasures } from './board-layout.ts';

const wide: BoardMeasures = { row: 38, heading: 40, empty: 36 };

/** The heights that the style sheet gives the items, which depend on the width. */
export function useMeasures(scroller: RefObject<HTMLElement | null>): BoardMeasures {
  const [measures, setMeasures] = useState(wide);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const read = () => setMeasures((known) => keepSame(known, readMeasures(element)));
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  return measures;
}

function readMeasures(element: HTMLElement): BoardMeasures {
  const style = getComputedStyle(element);
  const read = (name: keyof BoardMeasures) =>
    Number.parseFloat(style.getPropertyValue(`--board-${name}`)) || wide[name];
  return { row: read('row'), heading: read('heading'), empty: read('empty') };
}

function keepSame(known: BoardMeasures, read: BoardMeasures): BoardMeasures {
  const same = (Object.keys(known) as (keyof BoardMeasures)[]).every(
    (name) => known[name] === read[name],
  );
  return same ? known : read;
}
