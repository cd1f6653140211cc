import { createHmac } from 'node:crypto';
import { createRandom, type Random } from '../../random.ts';
import { createLog } from '../log.ts';
import { recordDelivery } from '../world/hooks.ts';
import type { Hook, HookDelivery, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { takeId, type World } from '../world/world.ts';
import type { Payload } from './message.ts';

/** One attempt to deliver, as tests and people look at it. */
export interface LoggedDelivery {
  guid: string;
  hookId: number;
  /** `owner/name`. */
  repository: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  outcome: DeliveryOutcome;
  statusCode: number;
  at: string;
}

/** A outgoing that lets the next one of its hook pass. */
interface Held {
  hook: Hook;
  send: () => void;
}

const maxHoldMs = 2_000;

/** Sends parcels, each on its own: a receiver that is slow or gone holds up nothing else. */
export class Dispatcher {
  readonly log = createLog<LoggedDelivery>();
  readonly faults = createFaultInjector();
  readonly #world: World;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #held = new Set<Held>();

  constructor(world: World) {
    this.#world = world;
  }

  dispatch(
    repository: Repository,
    hook: Hook,
    outgoing: OutgoingDelivery,
    outcome: DeliveryOutcome,
  ): void {
    if (this.#stopping.signal.aborted) return;
    const send = () => this.#attempt(repository, hook, outgoing, outcome);
    if (outcome === 'late') return this.#hold(hook, () => this.#track(send()));
    const times = outcome === 'doubled' ? 2 : 1;
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

  async #attempt(
    repository: Repository,
    hook: Hook,
    outgoing: OutgoingDelivery,
    outcome: DeliveryOutcome,
  ): Promise<void> {
    const made =
      outcome === 'dropped'
        ? loseDelivery(hook, repository, outgoing)
        : await sendDelivery(hook, repository, outgoing, this.#stopping.signal);
    this.#keep(repository, hook, outgoing, outcome, made);
  }

  #keep(
    repository: Repository,
    hook: Hook,
    outgoing: OutgoingDelivery,
    outcome: DeliveryOutcome,
    made: AttemptResult,
  ): void {
    const { guid, event, action, redelivery } = outgoing;
    const facts = { guid, event, action, redelivery };
    const deliveredAt = this.#world.now();
    recordDelivery(hook, { id: takeId(this.#world), deliveredAt, ...facts, ...made });
    const { statusCode } = made;
    const names = { hookId: hook.id, repository: toFullName(repository) };
    this.log.add({ ...facts, ...names, outcome, statusCode, at: deliveredAt.toISOString() });
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
    const timer = setTimeout(() => one.send(), maxHoldMs);
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

/** How likely it is that a delivery goes wrong, each from 0 to 1. */
export interface DeliveryFaults {
  /** It never leaves the forge, which lists it as failed. */
  drop?: number;
  /** It is sent twice. */
  double?: number;
  /** It lets the next one of its hook pass. */
  reorder?: number;
  /** The same seed disturbs the same deliveries. */
  seed?: number;
}

/** What is to become of one delivery. */
export type DeliveryOutcome = 'sent' | 'dropped' | 'doubled' | 'late';

/** Decides what becomes of deliveries. */
interface FaultInjector {
  injectFaults: (disturbance: DeliveryFaults) => void;
  take: () => DeliveryOutcome;
}

/** Starts undisturbed. */
function createFaultInjector(): FaultInjector {
  let odds: Required<Omit<DeliveryFaults, 'seed'>> = { drop: 0, double: 0, reorder: 0 };
  let random: Random = createRandom(1);
  return {
    injectFaults: ({ drop = 0, double = 0, reorder = 0, seed = 1 }) => {
      odds = { drop, double, reorder };
      random = createRandom(seed);
    },
    take: () => {
      const rolled = random();
      const { drop, double, reorder } = odds;
      if (rolled < drop) return 'dropped';
      if (rolled < drop + double) return 'doubled';
      return rolled < drop + double + reorder ? 'late' : 'sent';
    },
  };
}

/** What is to be delivered. */
interface OutgoingDelivery {
  guid: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  payload: Payload;
}

/** What became of an attempt. */
type AttemptResult = Pick<
  HookDelivery,
  'request' | 'response' | 'status' | 'statusCode' | 'durationMs'
>;

const timeoutMs = 10_000;
const maxAnswerCharacters = 10_000;

/** Delivers once, as GitHub does: it waits ten seconds, follows no redirect and never tries again. */
async function sendDelivery(
  hook: Hook,
  repository: Repository,
  outgoing: OutgoingDelivery,
  stopped: AbortSignal,
): Promise<AttemptResult> {
  const { headers, body } = toRequest(hook, repository, outgoing);
  const request = { headers, payload: outgoing.payload };
  const startedAt = performance.now();
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
  const finish = (status: string, statusCode: number, response: HookDelivery['response']) => {
    const durationMs = Math.round(performance.now() - startedAt);
    return { request, response, status, statusCode, durationMs };
  };
  try {
    const options = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
    const answer = await fetch(hook.url, options);
    const text = (await answer.text()).slice(0, maxAnswerCharacters);
    const status = answer.ok ? 'OK' : `Invalid HTTP Response: ${answer.status}`;
    const response = { headers: Object.fromEntries(answer.headers), payload: text };
    return finish(status, answer.status, response);
  } catch {
    const isLate = signal.aborted && !stopped.aborted;
    const nothing = { headers: {}, payload: '' };
    return isLate ? finish('timed out', 504, nothing) : finish('failed to connect', 502, nothing);
  }
}

/** An attempt that is lost on the way. */
function loseDelivery(
  hook: Hook,
  repository: Repository,
  outgoing: OutgoingDelivery,
): AttemptResult {
  const { headers } = toRequest(hook, repository, outgoing);
  return {
    request: { headers, payload: outgoing.payload },
    response: { headers: {}, payload: '' },
    status: 'failed to connect',
    statusCode: 502,
    durationMs: 0,
  };
}

/** A delivery as it goes over the wire. */
export function toRequest(
  hook: Pick<Hook, 'id' | 'contentType' | 'secret'>,
  repository: Pick<Repository, 'id'>,
  { guid, event, payload }: Pick<OutgoingDelivery, 'guid' | 'event' | 'payload'>,
): { headers: Record<string, string>; body: string } {
  const json = JSON.stringify(payload);
  const isForm = hook.contentType === 'form';
  const body = isForm ? new URLSearchParams({ payload: json }).toString() : json;
  const sign = (algorithm: 'sha1' | 'sha256') =>
    `${algorithm}=${createHmac(algorithm, hook.secret).update(body).digest('hex')}`;
  const headers = {
    accept: '*/*',
    'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
    'user-agent': 'GitHub-Hookshot/demo',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': String(hook.id),
    'x-github-hook-installation-target-id': String(repository.id),
    'x-github-hook-installation-target-type': 'repository',
    ...(hook.secret !== '' && {
      'x-hub-signature': sign('sha1'),
      'x-hub-signature-256': sign('sha256'),
    }),
  };
  return { headers, body };
}
