import { type EventData, type EventName, eventNames } from '../../../src/contract/events.ts';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export type LiveEvent = { [Name in EventName]: { name: Name; data: EventData[Name] } }[EventName];

export interface EventStreamListener {
  onEvent: (event: LiveEvent) => void;
  onState: (state: ConnectionState) => void;
}

/** The part of an EventSource that is used, so that tests can replace it. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

/** Emits `online` and `offline`; the browser's window. */
export type Network = Pick<EventTarget, 'addEventListener'>;

interface EventStreamOptions {
  /** Events may have been missed before this stream, so it starts with a resync. S4 */
  missed?: boolean;
  network?: Network | undefined;
}

const closed = 2;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;
const failuresUntilOffline = 3;

/**
 * Follows the event stream until the signal aborts. The source reconnects a broken stream and
 * resumes where it stopped. It gives up a refused stream: this class opens a new one, and then
 * everything that may have been missed must be fetched again.
 */
export class EventStream {
  readonly #open: () => EventSourceLike;
  readonly #listener: EventStreamListener;
  readonly #network: Network | undefined;
  #source: EventSourceLike | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #needsResync: boolean;

  constructor(
    open: () => EventSourceLike,
    listener: EventStreamListener,
    options: EventStreamOptions = {},
  ) {
    const { missed = false, network } = options;
    this.#open = open;
    this.#listener = listener;
    this.#network = network;
    this.#needsResync = missed;
  }

  run(signal: AbortSignal): void {
    if (signal.aborted) return;
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer);
      this.#source?.close();
    });
    for (const name of ['offline', 'online']) {
      this.#network?.addEventListener(name, () => this.#reconnect(), { signal });
    }
    this.#listener.onState('connecting');
    this.#connect();
  }

  /** After a network change the old stream may look open forever; a new one shows the truth. */
  #reconnect(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#needsResync = true;
    this.#listener.onState('reconnecting');
    this.#connect();
  }

  #connect(): void {
    const source = this.#open();
    this.#source = source;
    source.addEventListener('open', () => this.#onOpen());
    source.addEventListener('error', () => this.#onError(source));
    for (const name of eventNames) {
      source.addEventListener(name, ({ data }) => {
        const event = parseEvent(name, data);
        if (event) this.#listener.onEvent(event);
      });
    }
  }

  #onOpen(): void {
    this.#failures = 0;
    this.#listener.onState('live');
    if (this.#needsResync) this.#listener.onEvent({ name: 'resync', data: {} });
    this.#needsResync = false;
  }

  #onError(source: EventSourceLike): void {
    this.#failures += 1;
    this.#listener.onState(this.#failures < failuresUntilOffline ? 'reconnecting' : 'offline');
    if (source.readyState !== closed) return;
    source.close();
    this.#needsResync = true;
    const waitMs = Math.min(firstRetryMs * 2 ** (this.#failures - 1), longestRetryMs);
    this.#timer = setTimeout(() => this.#connect(), waitMs);
  }
}

function parseEvent(name: EventName, data: unknown): LiveEvent | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return { name, data: JSON.parse(data) as unknown } as LiveEvent;
  } catch {
    return undefined;
  }
}
