import { type EventData, type EventName, eventNames } from '../../../src/contract/events.ts';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export type LiveEvent = { [Name in EventName]: { name: Name; data: EventData[Name] } }[EventName];

export interface LiveListener {
  onEvent: (event: LiveEvent) => void;
  onState: (state: ConnectionState) => void;
}

/** The part of the browser's EventSource that is used, so that a test can stand in for it. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

/** Tells that the machine's network came or went; a browser's window. */
export type Network = Pick<EventTarget, 'addEventListener'>;

interface LiveOptions {
  /** Something may have happened since others followed the stream, so all is read again. S4 */
  missed?: boolean;
  network?: Network | undefined;
}

const closed = 2;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;
const failuresUntilOffline = 3;

/**
 * Follows the event stream until the signal aborts. The browser reconnects a broken stream by itself and
 * tells where it stopped; a refused one it gives up, so that one is opened anew, and then whatever
 * was missed must be read again.
 */
export class LiveConnection {
  readonly #open: () => EventSourceLike;
  readonly #listener: LiveListener;
  #source: EventSourceLike | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  readonly #network: Network | undefined;
  #openedAnew: boolean;

  constructor(open: () => EventSourceLike, listener: LiveListener, options: LiveOptions = {}) {
    const { missed = false, network } = options;
    this.#open = open;
    this.#listener = listener;
    this.#network = network;
    this.#openedAnew = missed;
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

  /** A stream over a network that has gone may look alive for ever; a new one tells. */
  #reconnect(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#openedAnew = true;
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
    if (this.#openedAnew) this.#listener.onEvent({ name: 'resync', data: {} });
    this.#openedAnew = false;
  }

  #onError(source: EventSourceLike): void {
    this.#failures += 1;
    this.#listener.onState(this.#failures < failuresUntilOffline ? 'reconnecting' : 'offline');
    if (source.readyState !== closed) return;
    source.close();
    this.#openedAnew = true;
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
