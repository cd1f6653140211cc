/** Runs tasks in turn, a few at a time. */
export class TaskQueue {
  readonly #atOnce: number;
  #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** A task must not fail: it tells its failures itself. */
  add(task: () => Promise<void>): void {
    this.#waiting.push(task);
    this.#next();
  }

  clear(): void {
    this.#waiting = [];
  }

  #next(): void {
    if (this.#running >= this.#atOnce) return;
    const task = this.#waiting.shift();
    if (task) void this.#run(task);
  }

  async #run(task: () => Promise<void>): Promise<void> {
    this.#running++;
    try {
      await task();
    } finally {
      this.#running--;
      this.#next();
    }
  }
}
