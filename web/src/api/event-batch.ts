/** Calls back soon, and returns how to call that off. */
export type Schedule = (flush: () => void) => () => void;

/** Gathers what arrives until the page is drawn next, so that a storm is drawn once a frame. */
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

/** With the next frame; a page that is not seen draws none, and is kept true by a timer. */
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
