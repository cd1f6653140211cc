import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { HttpProblem } from './problem-response.ts';

export interface LoginAttempt {
  /** The IP address of the client. */
  address: string;
  /** What is presented. */
  kind: 'bearer' | 'session' | 'sign-in form' | 'login link';
  secret: string;
  /** The route, for the log. */
  path: string | undefined;
}

interface Failures {
  count: number;
  lastAt: number;
  /** No attempt is checked until then. */
  blockedUntil: number;
}

interface Client extends Failures {
  /** Attempts that are being checked. */
  pending: number;
}

/** Wrong secrets of one address before the first delay. */
const freeGuesses = 10;
/** Repetitions of one wrong secret before the first delay. */
const freeRepetitions = 20;
const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
const forgottenAfterMs = 15 * 60_000;
const mostPending = 20;
const mostClients = 2_000;
const mostSecrets = 10_000;

/**
 * Slows down guessing. After ten wrong secrets of one address, each further one doubles the time during
 * which the admin token is not checked for that address. A secret that was right before is always checked:
 * many clients share the loopback address, and one that guesses must not lock out the others. A wrong secret
 * that is repeated, as by an agent with an old token, is no guess and delays only itself.
 */
export class LoginThrottle {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #clients = new Map<string, Client>();
  readonly #wrong = new Map<string, Failures>();
  readonly #right = new Map<string, true>();

  constructor({ clock, logger }: { clock: Clock; logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Runs the check of a secret, which returns undefined for a wrong one. While the address is delayed or busy, only
   * `findRandom` runs, which checks the secrets that Afterpush generates: they cannot be guessed, and a link
   * or an agent that was just created must work at once. Throws 429 when it finds nothing.
   */
  async check<Result>(
    attempt: LoginAttempt,
    find: () => Promise<Result | undefined>,
    findRandom: () => Promise<Result | undefined> = async () => undefined,
  ): Promise<Result | undefined> {
    const network = toNetwork(attempt.address);
    const key = `${network} ${createHash('sha256').update(attempt.secret).digest('base64')}`;
    if (this.#right.has(key)) return this.#settle(key, attempt, network, await find());
    const client = this.#getClient(network);
    // After a restart all clients behind one address connect at once.
    const busyMs = client.pending >= mostPending ? firstDelayMs : 0;
    client.pending += 1;
    try {
      const delayedMs = Math.max(this.#getWaitMs(client), this.#getWaitMs(this.#wrong.get(key)));
      const waitMs = Math.max(busyMs, delayedMs);
      if (waitMs <= 0) return this.#settle(key, attempt, network, await find());
      const found = await findRandom();
      if (found === undefined) throw toTooMany(waitMs);
      return this.#settle(key, attempt, network, found);
    } finally {
      client.pending -= 1;
    }
  }

  #settle<Result>(
    key: string,
    attempt: LoginAttempt,
    network: string,
    result: Result | undefined,
  ): Result | undefined {
    if (result === undefined) {
      this.#right.delete(key);
      this.#fail(key, attempt, network);
    } else if (!this.#right.has(key)) {
      this.#wrong.delete(key);
      this.#right.set(key, true);
      dropOldest(this.#right, mostSecrets);
    }
    return result;
  }

  #fail(key: string, { address, kind, path }: LoginAttempt, network: string): void {
    const now = this.#clock.now();
    const earlier = this.#wrong.get(key);
    const isRepeated = earlier !== undefined && !isForgotten(earlier, now);
    const wrong = earlier ?? { count: 0, lastAt: now, blockedUntil: now };
    addFailure(wrong, now, freeRepetitions);
    this.#wrong.delete(key);
    this.#wrong.set(key, wrong);
    dropOldest(this.#wrong, mostSecrets);
    const client = this.#getClient(network);
    if (!isRepeated) addFailure(client, now, freeGuesses);
    // S10: never the value, nor a part of it.
    this.#logger.warn({ address, kind, path, failures: client.count }, 'refused a login');
  }

  #getClient(network: string): Client {
    const known = this.#clients.get(network);
    if (known) return known;
    const client = { count: 0, lastAt: 0, blockedUntil: 0, pending: 0 };
    this.#clients.set(network, client);
    dropOldest(this.#clients, mostClients);
    return client;
  }

  #getWaitMs(failures: Failures | undefined): number {
    if (!failures) return 0;
    const waitMs = failures.blockedUntil - this.#clock.now();
    // A clock that was set back must not block for longer than intended.
    return waitMs > longestDelayMs ? 0 : waitMs;
  }
}

function addFailure(failures: Failures, now: number, free: number): void {
  failures.count = isForgotten(failures, now) ? 1 : failures.count + 1;
  failures.lastAt = now;
  const doublings = failures.count - free - 1;
  const delayMs = doublings < 0 ? 0 : Math.min(firstDelayMs * 2 ** doublings, longestDelayMs);
  failures.blockedUntil = now + delayMs;
}

function isForgotten({ lastAt }: Failures, now: number): boolean {
  return Math.abs(now - lastAt) > forgottenAfterMs;
}

/** A `Map` iterates in the order of insertion. */
function dropOldest<Value>(map: Map<string, Value>, most: number): void {
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

/** One client can have all 2^64 addresses of an IPv6 network. */
function toNetwork(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const missing = plain.includes('::') ? 8 - groups.length - tail.split(':').length : 0;
  const whole = [...groups, ...Array.from({ length: missing }, () => '0'), ...tail.split(':')];
  return whole.slice(0, 4).join(':');
}

function toTooMany(waitMs: number): HttpProblem {
  const seconds = Math.ceil(waitMs / 1_000);
  const detail = `Too many refused logins from this address. Try again in ${seconds} s.`;
  return new HttpProblem(429, detail, { headers: { 'retry-after': String(seconds) } });
}
