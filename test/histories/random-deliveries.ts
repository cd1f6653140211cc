import { buildMessages } from '../../demo/forge/webhooks/build-messages.ts';
import { buildDeliveryRequest } from '../../demo/forge/webhooks/dispatcher.ts';
import { saveDelivery } from '../../src/store/queries/webhooks/save-delivery.ts';
import { type ArrangedSync, forgeId } from './arrange.ts';
import type { History } from './history.ts';

type Outgoing = ReturnType<typeof buildDeliveryRequest>;

const hook = { id: 1, contentType: 'json' as const, secret: 's' };

/** The deliveries of the forge: some are lost, some arrive twice, some late. */
export class RandomDeliveries {
  /** The history whose changes are delivered; it decides what happens to each delivery. */
  sender: History | undefined;
  readonly #sync: Pick<ArrangedSync, 'database' | 'forge'>;
  #outbox: Outgoing[] = [];
  #late: Outgoing[] = [];
  #count = 0;

  constructor(sync: Pick<ArrangedSync, 'database' | 'forge'>) {
    this.#sync = sync;
    const { world } = sync.forge;
    world.listeners.add((event) => {
      for (const message of this.sender ? buildMessages(world, event) : []) this.#add(message);
    });
  }

  /** Sends what the last step caused. */
  async send(): Promise<void> {
    for (const { headers, body } of this.#outbox.splice(0)) {
      const deliveryId = headers['x-github-delivery'] ?? '';
      const delivery = { forgeId, deliveryId, isIdSent: true, headers, body: Buffer.from(body) };
      await saveDelivery(this.#sync.database, delivery);
    }
  }

  async sendLate(): Promise<void> {
    this.#outbox.push(...this.#late.splice(0));
    await this.send();
  }

  #add({ event, action, repository, payload }: ReturnType<typeof buildMessages>[number]): void {
    if (!this.sender) return;
    const { random, log } = this.sender;
    const fate = random.pick(['lost', 'lost', 'sent', 'sent', 'sent', 'late', 'late', 'twice']);
    log.push(`  delivery ${event} ${action ?? ''}: ${fate}`);
    if (fate === 'lost') return;
    this.#count += 1;
    const outgoing = buildDeliveryRequest(hook, repository, {
      guid: `delivery-${this.#count}`,
      event,
      payload,
    });
    if (fate !== 'late') this.#outbox.push(outgoing);
    if (fate !== 'sent') this.#late.push(outgoing);
  }
}
