/**
 * How often this process polls, and whether it does at all. Polling is what happens only because time passes,
 * without a push, a delivery, or a request by a person or an agent.
 */
export class Polling {
  /** 0: never. */
  readonly factor: number;
  readonly #listeners = new Set<() => void>();
  #pausedAt: Date | null = null;

  constructor(factor: number) {
    this.factor = factor;
  }

  get isPaused(): boolean {
    return this.factor === 0 || this.#pausedAt !== null;
  }

  /** When a person paused it on any replica. */
  get pausedAt(): Date | null {
    return this.#pausedAt;
  }

  /** Intervals are divided by it. They are still planned while polling is paused, for when it goes on. */
  get pace(): number {
    return this.factor === 0 ? 1 : this.factor;
  }

  /** What is stored for all replicas. */
  note(pausedAt: Date | null): void {
    const wasPaused = this.isPaused;
    this.#pausedAt = pausedAt;
    if (this.isPaused === wasPaused) return;
    for (const listener of this.#listeners) listener();
  }

  /** Calls the listener when polling stops or goes on; returns how to end that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
