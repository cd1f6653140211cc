import { buildMessages } from '../../../demo/forge/webhooks/build-messages.ts';
import { buildDeliveryRequest } from '../../../demo/forge/webhooks/dispatcher.ts';
import { saveDelivery } from '../../../src/store/queries/webhooks/save-delivery.ts';
import type { Site } from '../policy.ts';

const hook = { id: 1, contentType: 'json' as const, secret: 's' };

/** Milliseconds between a change and its delivery. */
export interface DeliveryDelay {
  shortest: number;
  longest: number;
}

/** The share of the deliveries that never arrive. */
export const lostShare = 0.01;

/** Delivers what GitHub's webhooks report to the inbox. Ends when the signal aborts. */
export async function startDeliveries(
  { forge, database, turns, clock, random }: Site,
  { forgeId, delay }: { forgeId: string; delay: DeliveryDelay },
  signal: AbortSignal,
): Promise<void> {
  const { world } = forge;
  const ordered = turns.orderDatabase(database);
  const running = new Set<Promise<void>>();
  let count = 0;
  const deliver = async (message: ReturnType<typeof buildMessages>[number]) => {
    const { shortest, longest } = delay;
    const isLost = random.isTrue(lostShare);
    const delayMs = shortest + random.next() * (longest - shortest);
    if (isLost) return;
    count += 1;
    const { event, repository, payload } = message;
    const sent = buildDeliveryRequest(hook, repository, {
      guid: `delivery-${count}`,
      event,
      payload,
    });
    await clock.sleep(delayMs, signal);
    if (signal.aborted) return;
    const deliveryId = sent.headers['x-github-delivery'] ?? '';
    const body = Buffer.from(sent.body);
    await saveDelivery(ordered, {
      forgeId,
      deliveryId,
      isIdSent: true,
      headers: sent.headers,
      body,
    });
  };
  const listener = (event: Parameters<typeof buildMessages>[1]) => {
    for (const message of buildMessages(world, event)) {
      const delivered = deliver(message).finally(() => running.delete(delivered));
      running.add(delivered);
    }
  };
  world.listeners.add(listener);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  world.listeners.delete(listener);
  await Promise.all(running);
}
