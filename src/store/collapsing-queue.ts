/**
 * A queue for one reader that never grows beyond `limit`: when the reader falls behind, everything
 * that waits is replaced by one `collapsed` item.
 */
export class CollapsingQueue<Item> implements AsyncIterable<Item> {
  readonly #limit: number;
  readonly #collapsed: Item;
  #items: Item[] = [];
  #closed = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(limit: number, collapsed: Item) {
    this.#limit = limit;
    this.#collapsed = collapsed;
  }

  push(item: Item): void {
    if (this.#closed) return;
    if (this.#items.length < this.#limit) this.#items.push(item);
    else this.#items = [this.#collapsed];
    this.#wake();
  }

  /** Ends the iteration at once; with a failure, by throwing it. */
  close(failure?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = failure;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    while (!this.#closed) {
      const item = this.#items.shift();
      if (item === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else yield item;
    }
    if (this.#failure) throw this.#failure;
  }
}
