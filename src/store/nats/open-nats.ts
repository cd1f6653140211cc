import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '../../platform/logger.ts';
import { CollapsingQueue } from '../collapsing-queue.ts';
import type { ListenEvent } from '../database.ts';
import type { EventTransport } from '../event-transport.ts';
import { formatNatsPlace, parseNatsUrl } from './nats-url.ts';

export interface OpenNats {
  url: string;
  logger: Logger;
  /** Between two attempts to connect, and between two probes of the connection. */
  timing?: { retryMs: number; probeMs: number };
}

const defaultTiming = { retryMs: 1_000, probeMs: 10_000 };
const longestQueue = 10_000;
const connectTimeoutMs = 5_000;
const longestCloseMs = 2_000;
const resync = JSON.stringify({ kind: 'resync' });

/** A NATS server as the transport of events. Connects in the background, for as long as it takes. */
export function openNats(options: OpenNats): EventTransport {
  return new NatsTransport(options);
}

class NatsTransport implements EventTransport {
  readonly #options: OpenNats;
  readonly #subject: string;
  readonly #listeners = new Set<CollapsingQueue<ListenEvent>>();
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  /** Undefined while disconnected. */
  #connection: NatsConnection | undefined;
  /** Something was published that the server may not have received. */
  #isUnconfirmed = false;
  #isConfirming = false;

  constructor(options: OpenNats) {
    this.#options = options;
    this.#subject = parseNatsUrl(options.url).subject;
    this.#ended = this.#run();
  }

  publish(payloads: readonly string[]): void {
    if (payloads.length === 0) return;
    this.#isUnconfirmed = true;
    const connection = this.#connection;
    if (!connection) return;
    try {
      for (const payload of payloads) connection.publish(this.#subject, payload);
    } catch {
      // It closed just now: what is unconfirmed is made up for when there is a new connection.
      return;
    }
    void this.#confirm(connection);
  }

  async *listen(signal: AbortSignal): AsyncGenerator<ListenEvent, void, undefined> {
    const events: CollapsingQueue<ListenEvent> = new CollapsingQueue<ListenEvent>(
      longestQueue,
      'connected',
      () => this.#listeners.delete(events),
    );
    const stop = () => events.close();
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    ended.addEventListener('abort', stop, { once: true });
    this.#listeners.add(events);
    if (this.#connection) events.push('connected');
    if (ended.aborted) stop();
    try {
      yield* events;
    } finally {
      events.close();
      ended.removeEventListener('abort', stop);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const tooLate = sleep(longestCloseMs, undefined, { ref: false });
    await Promise.race([this.#connection?.flush().catch(() => undefined), tooLate]);
    this.#closing.abort();
    // It may be in the middle of an attempt to connect.
    await Promise.race([this.#ended, tooLate]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { logger, url, timing = defaultTiming } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#serveOnce(() => (failures = 0));
      } catch (error) {
        failures += 1;
        // It is retried every second, and logged ever more rarely: the 1st, 2nd, 4th, 8th time.
        const log = Number.isInteger(Math.log2(failures)) ? 'warn' : 'debug';
        const reason = error instanceof Error ? error.message : String(error);
        logger[log]({ reason, failures }, `not connected to ${formatNatsPlace(url)}; retrying`);
      }
      if (this.#connection) this.#announce('disconnected');
      this.#connection = undefined;
      await sleep(timing.retryMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  /**
   * Serves one connection until it breaks, which throws, or the transport is closed. The client does not
   * reconnect: a new connection begins with its subscription, so nothing is received in between unnoticed.
   */
  async #serveOnce(onConnected: () => void): Promise<void> {
    const connection = await connect(this.#toConnectionOptions());
    const stop = () => void connection.close();
    this.#closing.signal.addEventListener('abort', stop, { once: true });
    try {
      if (this.#closing.signal.aborted) return;
      connection.subscribe(this.#subject, {
        callback: (error, message) => {
          if (!error) this.#announce({ channel: this.#subject, payload: message.string() });
        },
      });
      // The server has the subscription when it has responded.
      await connection.flush();
      this.#connection = connection;
      onConnected();
      // S4: the others may have missed what was published around the interruption.
      if (this.#isUnconfirmed) this.publish([resync]);
      this.#announce('connected');
      const failure = await connection.closed();
      if (!this.#closing.signal.aborted) throw failure ?? new Error('The connection ended.');
    } finally {
      this.#closing.signal.removeEventListener('abort', stop);
      await connection.close();
    }
  }

  async #confirm(connection: NatsConnection): Promise<void> {
    if (this.#isConfirming) return;
    this.#isConfirming = true;
    try {
      do {
        this.#isUnconfirmed = false;
        await connection.flush();
      } while (this.#isUnconfirmed);
    } catch {
      this.#isUnconfirmed = true;
    } finally {
      this.#isConfirming = false;
    }
  }

  #announce(event: ListenEvent): void {
    for (const listener of this.#listeners) listener.push(event);
  }

  #toConnectionOptions(): ConnectionOptions {
    const { servers, user, pass, token, tls } = parseNatsUrl(this.#options.url);
    const { timing = defaultTiming } = this.#options;
    return {
      servers,
      name: 'afterpush',
      timeout: connectTimeoutMs,
      reconnect: false,
      pingInterval: timing.probeMs,
      maxPingOut: 1,
      ...(user === undefined ? {} : { user, pass: pass ?? '' }),
      ...(token === undefined ? {} : { token }),
      ...(tls ? { tls: {} } : {}),
    };
  }
}
