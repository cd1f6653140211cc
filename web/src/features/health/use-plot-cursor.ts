import { type ChangeEvent, type PointerEvent, useState } from 'react';
import type { Plot, Stop } from './plot.ts';
import { findNearest } from './points.ts';

/** Which measurement is read: the one that is pointed at, or that the keys chose. */
export function usePlotCursor({ stops, time }: Pick<Plot, 'stops' | 'time'>) {
  // The instant and not the index: new measurements do not move what is read.
  const [pointedMs, setPointedMs] = useState<number>();
  const last = stops.length - 1;
  const found = pointedMs === undefined ? -1 : findNearest(stops, pointedMs);
  const index = found === -1 ? last : found;
  const pointed: Stop | undefined = stops[found];
  const point = ({ currentTarget, clientX }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setPointedMs(time.from + ((clientX - left) / width) * (time.to - time.from));
  };
  const leave = () => setPointedMs(undefined);
  return {
    pointed,
    index,
    pointing: { onPointerMove: point, onPointerDown: point, onPointerLeave: leave },
    choosing: {
      onChange: ({ target }: ChangeEvent<HTMLInputElement>) =>
        setPointedMs(stops[Number(target.value)]?.atMs),
      onFocus: () => setPointedMs(stops[index]?.atMs),
      onBlur: leave,
    },
  };
}
