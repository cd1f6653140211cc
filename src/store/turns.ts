/** Runs pieces of work one after the other, in the order they were asked for. */
export type TakeTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A failed turn fails only for the one who asked for it. */
export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
