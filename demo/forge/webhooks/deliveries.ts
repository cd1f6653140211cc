import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { WorldEvent } from '../world/events.ts';
import { isSubscribed } from '../world/hooks.ts';
import type { Hook, HookDelivery, Repository } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { buildMessages, buildPing, toRepository } from './build-messages.ts';
import {
  type DeliveryFaults,
  type DeliveryOutcome,
  Dispatcher,
  type LoggedDelivery,
} from './dispatcher.ts';
import type { Message } from './message.ts';

/** What the forge delivers to hooks. */
export interface Deliveries {
  /** Every attempt, also those that failed. */
  readonly log: Log<LoggedDelivery>;
  /** Lets deliveries get lost, come twice or late; `{}` ends that. */
  injectFaults: (disturbance: DeliveryFaults) => void;
  /** Resolves once nothing is under way or held back any more. */
  settle: () => Promise<void>;
}

/** The same with what the forge itself does. */
export interface DeliveryService extends Deliveries {
  ping: (repository: Repository, hook: Hook) => void;
  redeliver: (repository: Repository, hook: Hook, delivery: HookDelivery) => void;
  stop: () => Promise<void>;
}

/** Delivers what happens in the world, from now on. */
export function createDeliveries(world: World): DeliveryService {
  const dispatcher = new Dispatcher(world);
  const queue = createQueue(dispatcher);
  const listen = (event: WorldEvent): void => {
    const hooks = [...toRepository(event).hooks.values()];
    if (hooks.length === 0) return;
    for (const message of buildMessages(world, event)) {
      const subscribed = hooks.filter((hook) => isSubscribed(hook, message.event));
      if (subscribed.length > 0) queue.add(subscribed, message);
    }
  };
  world.listeners.add(listen);
  return {
    log: dispatcher.log,
    injectFaults: dispatcher.faults.injectFaults,
    settle: queue.settle,
    ping: (repository, hook) => queue.add([hook], buildPing(world, repository, hook)),
    redeliver: (repository, hook, { guid, event, action, request: { payload } }) => {
      const outgoing = { guid, event, action, redelivery: true, payload };
      dispatcher.dispatch(repository, hook, outgoing, dispatcher.faults.take());
    },
    stop: async () => {
      world.listeners.delete(listen);
      await dispatcher.stop();
    },
  };
}

interface Addressee {
  hook: Hook;
  outcome: DeliveryOutcome;
}

/** Payloads are completed one after another: deliveries start in the order of the events. */
function createQueue(dispatcher: Dispatcher) {
  let tail = Promise.resolve();
  const deliver = async (addressees: readonly Addressee[], message: Message): Promise<void> => {
    const { event, action, repository } = message;
    const payload = await message.complete().catch(() => message.payload);
    const outgoing = { event, action, redelivery: false, payload };
    for (const { hook, outcome } of addressees) {
      dispatcher.dispatch(repository, hook, { ...outgoing, guid: randomUUID() }, outcome);
    }
  };
  return {
    add: (hooks: readonly Hook[], message: Message): void => {
      // Rolled now: what is disturbed later has no part in it.
      const addressees = hooks.map((hook) => ({ hook, outcome: dispatcher.faults.take() }));
      tail = tail.then(() => deliver(addressees, message));
    },
    settle: async (): Promise<void> => {
      let awaited: Promise<void> | undefined;
      while (awaited !== tail || (await dispatcher.settle())) {
        awaited = tail;
        await awaited;
      }
    },
  };
}
