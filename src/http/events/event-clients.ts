import type { EventClient } from './event-client.ts';

/** The connected clients. Those of one owner are found without looking at the others. */
export class EventClients implements Iterable<EventClient> {
  readonly #byOwner = new Map<string, Set<EventClient>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(client: EventClient): void {
    const ofOwner = this.#byOwner.get(client.ownerId) ?? new Set();
    ofOwner.add(client);
    this.#byOwner.set(client.ownerId, ofOwner);
    this.#size += 1;
  }

  delete(client: EventClient): void {
    const ofOwner = this.#byOwner.get(client.ownerId);
    if (!ofOwner?.delete(client)) return;
    this.#size -= 1;
    if (ofOwner.size === 0) this.#byOwner.delete(client.ownerId);
  }

  listOf(ownerId: string): Iterable<EventClient> {
    return this.#byOwner.get(ownerId) ?? [];
  }

  *[Symbol.iterator](): Generator<EventClient, void, undefined> {
    for (const ofOwner of this.#byOwner.values()) yield* ofOwner;
  }
}
