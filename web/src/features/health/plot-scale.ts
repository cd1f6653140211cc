/** From one end to the other, in milliseconds or in whatever is counted. */
export interface Domain {
  from: number;
  to: number;
}

const minuteMs = 60_000;
const tickStepsMs = [1, 2, 5, 10, 15, 30, 60].map((minutes) => minutes * minuteMs);
const mostTicks = 5;
/** Their halves are round as well. */
const durationTopsMs = [
  10_000,
  30_000,
  ...[1, 2, 4, 10, 20, 40, 60, 120, 240, 720, 1_440].map((minutes) => minutes * minuteMs),
];

/** Where a value stands, from 0 to 100: drawings of any size take it. Never outside. */
export function toPercent(value: number, { from, to }: Domain): number {
  if (to <= from) return 0;
  return Math.min(100, Math.max(0, ((value - from) / (to - from)) * 100));
}

/** The next round count above, so that an axis ends at a number people know. */
export function toCountTop(largest: number): number {
  if (largest <= 1) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 5, 10].find((each) => each * magnitude >= largest) ?? 10;
  return step * magnitude;
}

/** The same for durations; beyond a day it is whole days. */
export function toDurationTop(largestMs: number): number {
  const dayMs = 1_440 * minuteMs;
  return (
    durationTopsMs.find((top) => top >= largestMs) ?? Math.ceil(largestMs / (2 * dayMs)) * 2 * dayMs
  );
}

/** Round instants within the domain, few enough to be read. */
export function toTimeTicks({ from, to }: Domain): number[] {
  const stepMs = tickStepsMs.find((step) => (to - from) / step <= mostTicks) ?? 60 * minuteMs;
  const first = Math.ceil(from / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((to - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, tick) => first + tick * stepMs);
}

/**
 * Keeps labels at the ends of lines apart: each stays as near to its line as the others let it.
 * Places and `apart` are percents of the height; none is set lower than `lowest`.
 */
export function toLabelPlaces(wanted: readonly number[], apart: number, lowest: number): number[] {
  const order = wanted.map((place, index) => ({ place, index }));
  order.sort((left, right) => left.place - right.place);
  for (const [rank, label] of order.entries()) {
    const above = order[rank - 1];
    if (above) label.place = Math.max(label.place, above.place + apart);
  }
  pushBack(order, apart, lowest);
  const places = [...wanted];
  for (const { place, index } of order) places[index] = place;
  return places;
}

/** What stands below the lowest place moves back, and takes its neighbours along. */
function pushBack(order: { place: number }[], apart: number, lowest: number): void {
  let limit = lowest;
  for (const label of order.toReversed()) {
    label.place = Math.min(label.place, limit);
    limit = label.place - apart;
  }
}
