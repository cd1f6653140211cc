import { createHmac } from 'node:crypto';
import { createRandom, type Random } from '../../random.ts';
import { createLog } from '../log.ts';
import { recordDelivery } from '../world/hooks.ts';
import type { Hook, HookDelivery, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { takeId, type World } from '../world/world.ts';
import type { Payload } from './message.ts';

/** An attempt to deliver, as it is logged. */
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

/** A delivery that is held back until the next one of its hook was sent. */
interface HeldDelivery {
  hook: Hook;
  send: () => void;
}

const maxHoldMs = 2_000;

/** Sends each delivery separately, so that a slow or unreachable receiver delays no other. */
export class Dispatcher {
  readonly log = createLog<LoggedDelivery>();
  readonly faults = createFaultInjector();
  readonly #world: World;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #held = new Set<HeldDelivery>();

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

  /** Sends held deliveries and waits for running ones. Returns whether there were any. */
  async settle(): Promise<boolean> {
    const isBusy = this.#held.size > 0 || this.#running.size > 0;
    this.#release();
    await Promise.all(this.#running);
    return isBusy;
  }

  /** Aborts running deliveries. */
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
    const result =
      outcome === 'dropped'
        ? buildDroppedAttempt(hook, repository, outgoing)
        : await sendDelivery(hook, repository, outgoing, this.#stopping.signal);
    this.#record(repository, hook, outgoing, outcome, result);
  }

  #record(
    repository: Repository,
    hook: Hook,
    outgoing: OutgoingDelivery,
    outcome: DeliveryOutcome,
    result: AttemptResult,
  ): void {
    const { guid, event, action, redelivery } = outgoing;
    const facts = { guid, event, action, redelivery };
    const deliveredAt = this.#world.now();
    recordDelivery(hook, { id: takeId(this.#world), deliveredAt, ...facts, ...result });
    const { statusCode } = result;
    const names = { hookId: hook.id, repository: toFullName(repository) };
    this.log.add({ ...facts, ...names, outcome, statusCode, at: deliveredAt.toISOString() });
  }

  #hold(hook: Hook, send: () => void): void {
    const one: HeldDelivery = {
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

/** The probability of each fault, from 0 to 1. */
export interface DeliveryFaults {
  /** The delivery is not sent and is listed as failed. */
  drop?: number;
  /** The delivery is sent twice. */
  double?: number;
  /** The delivery is sent after the next one of its hook. */
  reorder?: number;
  /** The same seed selects the same deliveries. */
  seed?: number;
}

/** How a delivery is handled, after faults. */
export type DeliveryOutcome = 'sent' | 'dropped' | 'doubled' | 'late';

/** Picks the outcome of each delivery. */
interface FaultInjector {
  injectFaults: (faults: DeliveryFaults) => void;
  pickOutcome: () => DeliveryOutcome;
}

function createFaultInjector(): FaultInjector {
  let odds: Required<Omit<DeliveryFaults, 'seed'>> = { drop: 0, double: 0, reorder: 0 };
  let random: Random = createRandom(1);
  return {
    injectFaults: ({ drop = 0, double = 0, reorder = 0, seed = 1 }) => {
      odds = { drop, double, reorder };
      random = createRandom(seed);
    },
    pickOutcome: () => {
      const rolled = random();
      const { drop, double, reorder } = odds;
      if (rolled < drop) return 'dropped';
      if (rolled < drop + double) return 'doubled';
      return rolled < drop + double + reorder ? 'late' : 'sent';
    },
  };
}

/** A delivery to send. */
interface OutgoingDelivery {
  guid: string;
  event: string;
  action: string | null;
  redelivery: boolean;
  payload: Payload;
}

/** The request and response of an attempt. */
type AttemptResult = Pick<
  HookDelivery,
  'request' | 'response' | 'status' | 'statusCode' | 'durationMs'
>;

const timeoutMs = 10_000;
const maxResponseCharacters = 10_000;

/** Sends a delivery like GitHub: ten seconds time limit, no redirects, no retry. */
async function sendDelivery(
  hook: Hook,
  repository: Repository,
  outgoing: OutgoingDelivery,
  stopped: AbortSignal,
): Promise<AttemptResult> {
  const { headers, body } = buildDeliveryRequest(hook, repository, outgoing);
  const request = { headers, payload: outgoing.payload };
  const startedAt = performance.now();
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]);
  const finish = (status: string, statusCode: number, response: HookDelivery['response']) => {
    const durationMs = Math.round(performance.now() - startedAt);
    return { request, response, status, statusCode, durationMs };
  };
  try {
    const options = { method: 'POST', headers, body, redirect: 'manual', signal } as const;
    const received = await fetch(hook.url, options);
    const text = (await received.text()).slice(0, maxResponseCharacters);
    const status = received.ok ? 'OK' : `Invalid HTTP Response: ${received.status}`;
    const response = { headers: Object.fromEntries(received.headers), payload: text };
    return finish(status, received.status, response);
  } catch {
    const isTimeout = signal.aborted && !stopped.aborted;
    const nothing = { headers: {}, payload: '' };
    return isTimeout
      ? finish('timed out', 504, nothing)
      : finish('failed to connect', 502, nothing);
  }
}

/** The recorded attempt of a dropped delivery. */
function buildDroppedAttempt(
  hook: Hook,
  repository: Repository,
  outgoing: OutgoingDelivery,
): AttemptResult {
  const { headers } = buildDeliveryRequest(hook, repository, outgoing);
  return {
    request: { headers, payload: outgoing.payload },
    response: { headers: {}, payload: '' },
    status: 'failed to connect',
    statusCode: 502,
    durationMs: 0,
  };
}

/** Builds the signed HTTP request of a delivery. */
export function buildDeliveryRequest(
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
