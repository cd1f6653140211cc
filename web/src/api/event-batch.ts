/** Schedules one call of `flush`, and returns a function that cancels it. */
export type Schedule = (flush: () => void) => () => void;

/** Collects items until the next frame, so that a burst of events causes one render per frame. */
export class EventBatch<Item> {
  readonly #apply: (items: Item[]) => void;
  readonly #schedule: Schedule;
  #items: Item[] = [];
  #cancel: (() => void) | undefined;

  constructor(apply: (items: Item[]) => void, schedule: Schedule) {
    this.#apply = apply;
    this.#schedule = schedule;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#cancel ??= this.#schedule(() => this.#flush());
  }

  stop(): void {
    this.#cancel?.();
    this.#items = [];
  }

  #flush(): void {
    this.#cancel = undefined;
    const items = this.#items;
    this.#items = [];
    this.#apply(items);
  }
}

const longestWaitMs = 250;

/** Runs with the next frame. A hidden page has no frames, so a timer runs it there. */
export const beforeNextFrame: Schedule = (flush) => {
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const run = () => {
    cancel();
    flush();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, longestWaitMs);
  return cancel;
};
