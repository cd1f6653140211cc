import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { WorldEvent } from '../world/events.ts';
import { isSubscribed } from '../world/hooks.ts';
import type { Hook, HookDelivery, Repository } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { buildMessages, buildPing, getEventRepository } from './build-messages.ts';
import {
  type DeliveryFaults,
  type DeliveryOutcome,
  Dispatcher,
  type LoggedDelivery,
} from './dispatcher.ts';
import type { Message } from './message.ts';

/** The deliveries of the forge to webhooks. */
export interface Deliveries {
  /** Every attempt, including failed ones. */
  readonly log: Log<LoggedDelivery>;
  /** Drops, doubles or delays some of the later deliveries; `{}` removes the faults. */
  injectFaults: (faults: DeliveryFaults) => void;
  /** Sends held deliveries and resolves when all deliveries are finished. */
  settle: () => Promise<void>;
}

/** The operations that only the forge itself uses. */
export interface DeliveryService extends Deliveries {
  ping: (repository: Repository, hook: Hook) => void;
  redeliver: (repository: Repository, hook: Hook, delivery: HookDelivery) => void;
  stop: () => Promise<void>;
}

/** Delivers every later change in the world to the subscribed hooks. */
export function createDeliveries(world: World): DeliveryService {
  const dispatcher = new Dispatcher(world);
  const queue = createQueue(dispatcher);
  const onEvent = (event: WorldEvent): void => {
    const hooks = [...getEventRepository(event).hooks.values()];
    if (hooks.length === 0) return;
    for (const message of buildMessages(world, event)) {
      const subscribed = hooks.filter((hook) => isSubscribed(hook, message.event));
      if (subscribed.length > 0) queue.add(subscribed, message);
    }
  };
  world.listeners.add(onEvent);
  return {
    log: dispatcher.log,
    injectFaults: dispatcher.faults.injectFaults,
    settle: queue.settle,
    ping: (repository, hook) => queue.add([hook], buildPing(world, repository, hook)),
    redeliver: (repository, hook, { guid, event, action, request: { payload } }) => {
      const outgoing = { guid, event, action, redelivery: true, payload };
      dispatcher.dispatch(repository, hook, outgoing, dispatcher.faults.pickOutcome());
    },
    stop: async () => {
      world.listeners.delete(onEvent);
      await dispatcher.stop();
    },
  };
}

interface Recipient {
  hook: Hook;
  outcome: DeliveryOutcome;
}

/** Completes payloads one at a time, so that deliveries start in the order of their events. */
function createQueue(dispatcher: Dispatcher) {
  let tail = Promise.resolve();
  const deliver = async (recipients: readonly Recipient[], message: Message): Promise<void> => {
    const { event, action, repository } = message;
    const payload = await message.complete().catch(() => message.payload);
    const outgoing = { event, action, redelivery: false, payload };
    for (const { hook, outcome } of recipients) {
      dispatcher.dispatch(repository, hook, { ...outgoing, guid: randomUUID() }, outcome);
    }
  };
  return {
    add: (hooks: readonly Hook[], message: Message): void => {
      // Picked now, so that faults injected later do not affect this delivery.
      const recipients = hooks.map((hook) => ({ hook, outcome: dispatcher.faults.pickOutcome() }));
      tail = tail.then(() => deliver(recipients, message));
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
