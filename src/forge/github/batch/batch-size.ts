const first = 25;
const step = 5;
const most = 50;
export const fewest = 5;
const fastMs = 2_000;

/** How many asks one query carries: GitHub ends a query after ten seconds, whatever it charged. */
export interface BatchSize {
  current(): number;
  /** An answer came. A query that was full and fast lets the next one be larger. */
  answered(asks: number, durationMs: number): void;
  /** None came. */
  died(asks: number): void;
}

export function createBatchSize(): BatchSize {
  let size = first;
  return {
    current: () => size,
    answered(asks, durationMs) {
      if (asks >= size && durationMs < fastMs) size = Math.min(most, size + step);
    },
    died(asks) {
      size = Math.max(fewest, Math.min(size, Math.ceil(asks / 2)));
    },
  };
}
