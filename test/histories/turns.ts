import type { HttpClient } from '../../src/platform/http-client.ts';
import type { Driver } from '../../src/store/database.ts';
import type { Random } from './random.ts';

/**
 * Lets the product reach the database and the forge one call at a time, in an order that a seed decides: the
 * same seed replays the same history on any machine, and other seeds try other orders.
 */
export class Turns {
  /** How many turns were given, and a fingerprint of their order. */
  given = 0;
  fingerprint = 0;
  readonly #random: Random;
  readonly #observe: () => Promise<void>;
  readonly #waiting: { name: string; work: () => Promise<void> }[] = [];

  /** `observe` runs after each turn and before the next one. */
  constructor(random: Random, observe: () => Promise<void>) {
    this.#random = random;
    this.#observe = observe;
  }

  /** The database of the product: each statement and each transaction is one turn. */
  orderDatabase(database: Driver): Driver {
    return {
      kind: database.kind,
      query: (statement, values) =>
        this.#take(statement.name, () => database.query(statement, values)),
      transaction: (work) => this.#take('transaction', () => database.transaction(work)),
      listen: (channel, signal) => database.listen(channel, signal),
      [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
    };
  }

  /** The connection to the forge: each request is one turn. */
  orderRequests(http: HttpClient): HttpClient {
    return {
      get: (request) => this.#take('get', () => http.get(request)),
      send: (message) => this.#take('send', () => http.send(message)),
      download: (download) => this.#take('download', () => http.download(download)),
    };
  }

  /** Gives turns until no call waits, or at most that many. Returns how many were given. */
  async give(most = Number.POSITIVE_INFINITY): Promise<number> {
    const before = this.given;
    await this.#proceed();
    while (this.#waiting.length > 0 && this.given - before < most) {
      const [next] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
      this.given += 1;
      for (const letter of next?.name ?? '') {
        this.fingerprint = (Math.imul(this.fingerprint, 31) + letter.charCodeAt(0)) >>> 0;
      }
      await next?.work();
      await this.#proceed();
    }
    return this.given - before;
  }

  /** Gives turns until what needs them has ended. */
  async giveUntil(ended: Promise<unknown>): Promise<void> {
    const waiting = { isOver: false };
    const end = () => {
      waiting.isOver = true;
    };
    void ended.then(end, end);
    while (!waiting.isOver) await this.give();
    await ended;
  }

  #take<Result>(name: string, call: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, work: () => call().then(resolve, reject) });
    });
  }

  /** Everything that depends on the last turn happens before the next one. */
  async #proceed(): Promise<void> {
    await finishMicrotasks();
    await this.#observe();
  }
}

async function finishMicrotasks(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
