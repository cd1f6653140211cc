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
