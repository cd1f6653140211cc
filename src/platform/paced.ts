/** A computation in parts: after each `yield` it may pause. */
export type Paced<Result> = Generator<undefined, Result, undefined>;

/**
 * Runs a long computation without blocking the process: between its parts, everything else gets its turn.
 * A part should take a millisecond or two.
 */
export async function runPaced<Result>(computation: Paced<Result>): Promise<Result> {
  for (;;) {
    const { done, value } = computation.next();
    if (done) return value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Runs a computation that is known to be short. */
export function runAtOnce<Result>(computation: Paced<Result>): Result {
  for (;;) {
    const { done, value } = computation.next();
    if (done) return value;
  }
}

/** Ends a part after a number of steps. */
export function createPace(stepsPerPart = 5_000): { isDue: (steps?: number) => boolean } {
  let left = stepsPerPart;
  return {
    isDue(steps = 1) {
      left -= steps;
      if (left > 0) return false;
      left = stepsPerPart;
      return true;
    },
  };
}
