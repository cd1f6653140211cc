/** Replaces the browser's EventSource in tests. */
export class FakeEventSource {
  readyState = 0;
  closed = false;
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>();

  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(type, listener);
  }

  close(): void {
    this.closed = true;
  }

  emit(type: string, data?: unknown): void {
    if (!this.closed) this.#listeners.get(type)?.({ data });
  }

  refuse(): void {
    this.readyState = 2;
    this.emit('error');
  }
}
