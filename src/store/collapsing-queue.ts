/**
 * A queue for one reader that never grows beyond `limit`: when the reader falls behind, all waiting
 * items are replaced by one `collapsed` item.
 */
export class CollapsingQueue<Item> implements AsyncIterable<Item>, Disposable {
  readonly #limit: number;
  readonly #collapsed: Item;
  readonly #onClose: () => unknown;
  #items: Item[] = [];
  #closed = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(limit: number, collapsed: Item, onClose: () => unknown = () => undefined) {
    this.#limit = limit;
    this.#collapsed = collapsed;
    this.#onClose = onClose;
  }

  get closed(): boolean {
    return this.#closed;
  }

  push(item: Item): void {
    if (this.#closed) return;
    if (this.#items.length < this.#limit) this.#items.push(item);
    else this.#items = [this.#collapsed];
    this.#wake();
  }

  /** Ends the iteration at once, by throwing `failure` if there is one. */
  close(failure?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = failure;
    this.#onClose();
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.close();
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
