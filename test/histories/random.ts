/** A seeded source of choices: the same seed makes the same choices. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, count). */
  below(count: number): number;
  pick<const T>(values: readonly [T, ...T[]]): T;
  isTrue(probability: number): boolean;
  /** A commit id. */
  sha(): string;
}

/** Mulberry32: small and the same on every machine. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (values) => values[below(values.length)] ?? values[0],
    isTrue: (probability) => next() < probability,
    sha: () => Array.from({ length: 40 }, () => below(16).toString(16)).join(''),
  };
}
