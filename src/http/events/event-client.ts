import type { EventData, EventName } from '../../contract/events.ts';
import type { Clock } from '../../platform/clock.ts';

/** Formats one server-sent event. JSON contains no line breaks, so the data is one line. */
export function formatEvent<Name extends EventName>(
  id: string,
  name: Name,
  data: EventData[Name],
): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const reconnectMs = 2_000;

/** Formats the start of a stream. Clients store an id without data and dispatch no event for it. */
export function formatOpening(id: string | undefined): string {
  const position = id === undefined ? '' : `id: ${id}\n`;
  return `: connected\nretry: ${reconnectMs}\n${position}\n`;
}

const heartbeat = ': heartbeat\n\n';

/** The parts of a response that an event stream needs. */
export interface EventSink {
  write(text: string | Buffer): boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: 'drain' | 'close' | 'error', listener: () => void): unknown;
  readonly writableLength: number;
}

export interface EventClientDeps {
  ownerId: string;
  /** The session or chat token that opened it, which may end; undefined for any other token. */
  sessionId?: string | undefined;
  /** Receives changes of the chat with this key only. */
  chatId?: string | undefined;
  sink: EventSink;
  clock: Clock;
  /** It can receive events again after some were dropped. */
  onRecovered: (client: EventClient) => void;
  onClosed: (client: EventClient) => void;
}

const longestStuckMs = 60_000;
const mostBufferedBytes = 1024 * 1024;

/** One connection of the event stream. It has no queue: a slow connection misses events. */
export class EventClient implements Disposable {
  readonly ownerId: string;
  readonly sessionId: string | undefined;
  readonly chatId: string | undefined;
  /** Receives every published event; false while it is catching up. */
  live = false;
  closed = false;
  readonly #sink: EventSink;
  readonly #clock: Clock;
  #lagging: { since: number; missed: boolean } | undefined;

  constructor({ sink, clock, onRecovered, onClosed, ...reader }: EventClientDeps) {
    this.ownerId = reader.ownerId;
    this.sessionId = reader.sessionId;
    this.chatId = reader.chatId;
    this.#sink = sink;
    this.#clock = clock;
    sink.on('drain', () => {
      const missed = this.#lagging?.missed ?? false;
      this.#lagging = undefined;
      if (missed) onRecovered(this);
    });
    // A broken connection also emits `close`.
    sink.on('error', () => undefined);
    sink.on('close', () => {
      this.closed = true;
      onClosed(this);
    });
  }

  /** S12: whether a change is of a chat that it may read. */
  reads({ ownerId, chatId }: { ownerId: string; chatId: string }): boolean {
    return ownerId === this.ownerId && (this.chatId === undefined || chatId === this.chatId);
  }

  /** Drops the message while earlier ones wait for the network. */
  send(message: string | Buffer): void {
    if (this.closed) return;
    if (this.#lagging) {
      this.#lagging.missed = true;
      return;
    }
    if (!this.#sink.write(message))
      this.#lagging = { since: this.#clock.monotonic(), missed: false };
    if (this.#sink.writableLength > mostBufferedBytes) this.#giveUp();
  }

  /** Keeps the connection from looking idle, and closes one that has been stuck for too long. */
  beat(): void {
    if (this.closed) return;
    if (!this.#lagging) return this.send(heartbeat);
    if (this.#clock.monotonic() - this.#lagging.since > longestStuckMs) this.#giveUp();
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
