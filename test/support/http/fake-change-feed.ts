import type { ChangeSource } from '../../../src/http/events/event-stream.ts';
import type { Change } from '../../../src/store/change-feed.ts';

interface Subscription {
  pending: Change[];
  ended: boolean;
  failure?: Error;
  wake: () => void;
}

/** A change feed that emits what the test provides. */
export class FakeChangeFeed implements ChangeSource {
  connected = true;
  readonly #subscriptions = new Set<Subscription>();

  get subscriberCount(): number {
    return this.#subscriptions.size;
  }

  emit(...changes: Change[]): void {
    for (const subscription of this.#subscriptions) {
      subscription.pending.push(...changes);
      subscription.wake();
    }
  }

  /** Ends every subscription with an error. */
  breakOff(failure: Error): void {
    for (const subscription of this.#subscriptions) {
      Object.assign(subscription, { ended: true, failure });
      subscription.wake();
    }
    this.#subscriptions.clear();
  }

  subscribe(): AsyncIterable<Change> & Disposable {
    const subscription: Subscription = { pending: [], ended: false, wake: () => undefined };
    this.#subscriptions.add(subscription);
    return {
      [Symbol.asyncIterator]: () => read(subscription),
      [Symbol.dispose]: () => {
        this.#subscriptions.delete(subscription);
        subscription.ended = true;
        subscription.wake();
      },
    };
  }
}

async function* read(subscription: Subscription): AsyncGenerator<Change, void> {
  while (!subscription.ended) {
    const change = subscription.pending.shift();
    if (change) yield change;
    else await new Promise<void>((resolve) => (subscription.wake = resolve));
  }
  if (subscription.failure) throw subscription.failure;
}
