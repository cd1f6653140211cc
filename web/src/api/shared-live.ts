import {
  type ConnectionState,
  type EventSourceLike,
  LiveConnection,
  type LiveEvent,
  type LiveListener,
  type Network,
} from './live-connection.ts';

/** What tabs tell each other: the one that follows the stream speaks, the others say hello. */
export type TabMessage =
  | { kind: 'event'; from: string; event: LiveEvent }
  | { kind: 'state'; from: string; state: ConnectionState }
  | { kind: 'hello' };

/** From every tab to all others; a BroadcastChannel. */
export interface TabChannel {
  tell: (message: TabMessage) => void;
  listen: (listener: (message: TabMessage) => void) => void;
  close: () => void;
}

/** The part of LockManager that is used. */
export interface TabLocks {
  request(
    name: string,
    options: { signal?: AbortSignal; steal?: boolean },
    whileHeld: () => Promise<void>,
  ): Promise<unknown>;
}

export interface Tabs {
  /** Tells this tab from the others. */
  id: string;
  openSource: () => EventSourceLike;
  openChannel: () => TabChannel;
  locks: TabLocks;
  network?: Network;
  /** A tab that nobody looks at takes no lock away. */
  isSeen: () => boolean;
}

const lockName = 'afterpush-events';
const doubtMs = 30_000;
const answerMs = 5_000;

/**
 * One event stream for all tabs: browsers allow six connections to a host. The tab that holds the
 * lock follows the stream and tells the others; when it closes, the next one takes over. A tab that
 * hears of events from another tab than before reads everything again. S4
 */
export class SharedLive {
  readonly #tabs: Tabs;
  readonly #listener: LiveListener;
  readonly #channel: TabChannel;
  #state: ConnectionState = 'connecting';
  #leads = false;
  /** The tab whose live stream this one has seen everything of. */
  #trusted: string | undefined;
  #heard = false;
  #steals = false;
  #waiting = new AbortController();

  constructor(tabs: Tabs, listener: LiveListener) {
    this.#tabs = tabs;
    this.#listener = listener;
    this.#channel = tabs.openChannel();
  }

  run(signal: AbortSignal): void {
    this.#channel.listen((message) => this.#onMessage(message));
    const timer = setInterval(() => this.#doubt(signal), doubtMs);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.#waiting.abort();
      this.#channel.close();
    });
    this.#setState('connecting');
    void this.#takeTurns(signal);
    this.#doubt(signal);
  }

  /** Waits for the lock and follows the stream; waits again when another tab took it away. */
  async #takeTurns(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const turn = new AbortController();
      try {
        await this.#requestLock(() => this.#lead(AbortSignal.any([signal, turn.signal])));
      } catch (error) {
        // A browser that refuses locks: this tab has a stream of its own.
        if (!isAbort(error)) await this.#lead(signal);
      }
      turn.abort();
      if (this.#leads) this.#giveWay(signal);
    }
  }

  #requestLock(whileHeld: () => Promise<void>): Promise<unknown> {
    this.#waiting = new AbortController();
    const options = this.#steals ? { steal: true } : { signal: this.#waiting.signal };
    this.#steals = false;
    return this.#tabs.locks.request(lockName, options, whileHeld);
  }

  #lead(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const missed = this.#trusted !== undefined;
    this.#leads = true;
    const onEvent = (event: LiveEvent) => {
      this.#channel.tell({ kind: 'event', from: this.#tabs.id, event });
      this.#listener.onEvent(event);
    };
    const onState = (state: ConnectionState) => {
      if (state === 'live') this.#trusted = this.#tabs.id;
      this.#setState(missed && state === 'connecting' ? 'reconnecting' : state);
      this.#tellState();
    };
    const { openSource, network } = this.#tabs;
    new LiveConnection(openSource, { onEvent, onState }, { missed, network }).run(signal);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  }

  #giveWay(signal: AbortSignal): void {
    this.#leads = false;
    if (signal.aborted) return;
    this.#setState('reconnecting');
    this.#channel.tell({ kind: 'hello' });
  }

  #onMessage(message: TabMessage): void {
    if (message.kind === 'hello') return this.#leads ? this.#tellState() : undefined;
    if (this.#leads) return;
    this.#heard = true;
    if (message.kind === 'event') return this.#listener.onEvent(message.event);
    this.#setState(message.state);
    if (message.state === 'live') this.#trust(message.from);
  }

  #trust(tab: string): void {
    const missed = this.#trusted !== undefined && this.#trusted !== tab;
    this.#trusted = tab;
    if (missed) this.#listener.onEvent({ name: 'resync', data: {} });
  }

  /** Asks for a word of the leading tab: a browser may have put it to sleep. */
  #doubt(signal: AbortSignal): void {
    if (this.#leads || signal.aborted || !this.#tabs.isSeen()) return;
    this.#heard = false;
    this.#channel.tell({ kind: 'hello' });
    const timer = setTimeout(() => {
      if (this.#leads || this.#heard || !this.#tabs.isSeen()) return;
      this.#steals = true;
      this.#waiting.abort();
    }, answerMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }

  #tellState(): void {
    this.#channel.tell({ kind: 'state', from: this.#tabs.id, state: this.#state });
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#listener.onState(state);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
