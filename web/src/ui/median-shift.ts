/** How far most rows moved: one row that went elsewhere does not take the view with it. */
export function toMedianShift(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  const shifts = [...before]
    .flatMap(([key, top]) => {
      const now = after.get(key);
      return now === undefined ? [] : [now - top];
    })
    .toSorted((left, right) => left - right);
  return shifts[Math.floor(shifts.length / 2)] ?? 0;
}
