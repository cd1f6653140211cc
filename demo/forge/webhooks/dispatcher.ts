import { createFates, type Fate } from '../faults/disturbance.ts';
import { createLog } from '../log.ts';
import { type Hook, keepDelivery } from '../world/hooks.ts';
import { toFullName } from '../world/repositories.ts';
import { type Repository, takeId, type World } from '../world/world.ts';
import { type Attempt, loseDelivery, type Parcel, sendDelivery } from './send-delivery.ts';

/** One attempt to deliver, as tests and people look at it. */
export interface LoggedDelivery {
  guid: string;
  hookId: number;
  /** `owner/name`. */
  repository: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  fate: Fate;
  statusCode: number;
  at: string;
}

/** A parcel that lets the next one of its hook pass. */
interface Held {
  hook: Hook;
  send: () => void;
}

const longestHoldMs = 2_000;

/** Sends parcels, each on its own: a receiver that is slow or gone holds up nothing else. */
export class Dispatcher {
  readonly log = createLog<LoggedDelivery>();
  readonly fates = createFates();
  readonly #world: World;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #held = new Set<Held>();

  constructor(world: World) {
    this.#world = world;
  }

  dispatch(repository: Repository, hook: Hook, parcel: Parcel, fate: Fate): void {
    if (this.#stopping.signal.aborted) return;
    const send = () => this.#attempt(repository, hook, parcel, fate);
    if (fate === 'late') return this.#hold(hook, () => this.#track(send()));
    const times = fate === 'doubled' ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      this.#track(send().then(() => this.#release(hook)));
    }
  }

  /** Lets go of everything and waits for it; whether there was anything. */
  async settle(): Promise<boolean> {
    const isBusy = this.#held.size > 0 || this.#running.size > 0;
    this.#release();
    await Promise.all(this.#running);
    return isBusy;
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settle();
  }

  async #attempt(repository: Repository, hook: Hook, parcel: Parcel, fate: Fate): Promise<void> {
    const made =
      fate === 'dropped'
        ? loseDelivery(hook, repository, parcel)
        : await sendDelivery(hook, repository, parcel, this.#stopping.signal);
    this.#keep(repository, hook, parcel, fate, made);
  }

  #keep(repository: Repository, hook: Hook, parcel: Parcel, fate: Fate, made: Attempt): void {
    const { guid, event, action, redelivery } = parcel;
    const facts = { guid, event, action, redelivery };
    const deliveredAt = this.#world.now();
    keepDelivery(hook, { id: takeId(this.#world), deliveredAt, ...facts, ...made });
    const { statusCode } = made;
    const names = { hookId: hook.id, repository: toFullName(repository) };
    this.log.add({ ...facts, ...names, fate, statusCode, at: deliveredAt.toISOString() });
  }

  #hold(hook: Hook, send: () => void): void {
    const one: Held = {
      hook,
      send: () => {
        clearTimeout(timer);
        this.#held.delete(one);
        send();
      },
    };
    const timer = setTimeout(() => one.send(), longestHoldMs);
    timer.unref();
    this.#held.add(one);
  }

  #release(hook?: Hook): void {
    for (const one of this.#held) if (hook === undefined || one.hook === hook) one.send();
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }
}
