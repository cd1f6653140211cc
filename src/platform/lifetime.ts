/** Stops resources in the reverse order of their start, also when a later start fails. */
export class Lifetime implements AsyncDisposable {
  readonly #stops: (() => unknown)[] = [];
  #stopping: Promise<void> | undefined;

  /** Disposes of the resource when the lifetime ends. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Calls `stop` when the lifetime ends. */
  defer(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  /** Runs a loop until the lifetime ends. A failure is reported when it happens. */
  run(loop: (signal: AbortSignal) => Promise<void>, onFailure: (error: unknown) => void): void {
    const controller = new AbortController();
    const ended = loop(controller.signal).catch((error: unknown) => {
      if (!controller.signal.aborted) onFailure(error);
    });
    this.defer(() => {
      controller.abort();
      return ended;
    });
  }

  /** Stops everything once, however often it is called. Throws the first error at the end. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const errors: unknown[] = [];
    for (const stop of this.#stops.toReversed()) {
      try {
        await stop();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
