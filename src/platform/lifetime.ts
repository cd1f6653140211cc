/** Things started in an order and stopped in the reverse one, also when a later start fails. */
export class Lifetime implements AsyncDisposable {
  readonly #stops: (() => unknown)[] = [];
  #stopping: Promise<void> | undefined;

  /** Keeps a disposable until the end. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.defer(() => resource[Symbol.asyncDispose]());
    return resource;
  }

  /** Does something at the end. */
  defer(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  /** Runs a loop until the end; its failure is reported when it happens, not when it stops. */
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

  /** Stops everything once, whoever calls and however often; the first error is thrown at the end. */
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
