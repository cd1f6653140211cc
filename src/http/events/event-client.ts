import type { EventData, EventName } from '../../contract/events.ts';
import type { Clock } from '../../platform/clock.ts';

/** One server-sent event. JSON holds no line break, so the data is one line. */
export function toMessage<Name extends EventName>(
  id: string,
  name: Name,
  data: EventData[Name],
): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const reconnectMs = 2_000;

/** Begins a stream. An id without data is remembered by the client and shows as no event. */
export function toOpening(id: string | undefined): string {
  const position = id === undefined ? '' : `id: ${id}\n`;
  return `: connected\nretry: ${reconnectMs}\n${position}\n`;
}

const heartbeat = ': heartbeat\n\n';

/** As much of a response as an event stream needs. */
export interface EventSink {
  write(text: string): boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
  readonly writableLength: number;
}

export interface EventClientOptions {
  ownerId: string;
  sink: EventSink;
  clock: Clock;
  /** It takes events again after some were dropped. */
  onRecovered: (client: EventClient) => void;
  onClosed: (client: EventClient) => void;
}

const longestStuckMs = 60_000;
const mostBufferedBytes = 1024 * 1024;

/** One connection of the event stream. It never holds more than it can send: a slow one misses events. */
export class EventClient implements Disposable {
  readonly ownerId: string;
  /** Every published event is sent to it; until then it is catching up. */
  live = false;
  closed = false;
  readonly #sink: EventSink;
  readonly #clock: Clock;
  #lagging: { since: number; missed: boolean } | undefined;

  constructor({ ownerId, sink, clock, onRecovered, onClosed }: EventClientOptions) {
    this.ownerId = ownerId;
    this.#sink = sink;
    this.#clock = clock;
    sink.on('drain', () => {
      const missed = this.#lagging?.missed ?? false;
      this.#lagging = undefined;
      if (missed) onRecovered(this);
    });
    // A connection that breaks is closed as well.
    sink.on('error', () => undefined);
    sink.on('close', () => {
      this.closed = true;
      onClosed(this);
    });
  }

  /** Drops the message while earlier ones wait for the network. */
  send(message: string): void {
    if (this.closed) return;
    if (this.#lagging) {
      this.#lagging.missed = true;
      return;
    }
    if (!this.#sink.write(message)) this.#lagging = { since: this.#clock.now(), missed: false };
    if (this.#sink.writableLength > mostBufferedBytes) this.#giveUp();
  }

  /** Keeps the connection from looking idle, and gives up one that takes nothing any more. */
  beat(): void {
    if (this.closed) return;
    if (!this.#lagging) return this.send(heartbeat);
    if (this.#clock.now() - this.#lagging.since > longestStuckMs) this.#giveUp();
  }

  [Symbol.dispose](): void {
    this.closed = true;
    this.#sink.end();
  }

  #giveUp(): void {
    this.closed = true;
    this.#sink.destroy();
  }
}
