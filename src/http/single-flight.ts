/** Runs one piece of work per key at a time; whoever asks meanwhile gets the same answer. */
export function createSingleFlight<Answer>() {
  const underWay = new Map<string, Promise<Answer>>();
  return (key: string, work: () => Promise<Answer>): Promise<Answer> => {
    const running = underWay.get(key);
    if (running) return running;
    const started = work().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}

export type SingleFlight<Answer> = ReturnType<typeof createSingleFlight<Answer>>;
