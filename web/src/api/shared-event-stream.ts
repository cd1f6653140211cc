import {
  type ConnectionState,
  type EventSourceLike,
  EventStream,
  type EventStreamListener,
  type LiveEvent,
  type Network,
} from './event-stream.ts';

/** Sent between tabs: the leader sends events and its state, any tab may request that state. */
export type TabMessage =
  | { kind: 'event'; from: string; event: LiveEvent }
  | { kind: 'state'; from: string; state: ConnectionState }
  | { kind: 'hello' };

/** Reaches all other tabs; a BroadcastChannel. */
export interface TabChannel {
  send: (message: TabMessage) => void;
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

export interface Tab {
  /** Unique among the tabs. */
  id: string;
  openSource: () => EventSourceLike;
  openChannel: () => TabChannel;
  locks: TabLocks;
  network?: Network;
  /** A hidden tab never takes the lock from another. */
  isVisible: () => boolean;
}

const lockName = 'afterpush-events';
const leaderCheckMs = 30_000;
const leaderTimeoutMs = 5_000;

/**
 * One event stream for all tabs, because browsers allow only six connections to a host. The tab that
 * holds the lock is the leader: it follows the stream and broadcasts the events. When it closes, the
 * next tab takes over. A tab that receives events from a new leader fetches everything again. S4
 */
export class SharedEventStream {
  readonly #tab: Tab;
  readonly #listener: EventStreamListener;
  readonly #channel: TabChannel;
  #state: ConnectionState = 'connecting';
  #isLeader = false;
  /** The leader whose live stream this tab has followed without a gap. */
  #trustedLeader: string | undefined;
  #leaderAnswered = false;
  #stealsLock = false;
  #lockRequest = new AbortController();

  constructor(tab: Tab, listener: EventStreamListener) {
    this.#tab = tab;
    this.#listener = listener;
    this.#channel = tab.openChannel();
  }

  run(signal: AbortSignal): void {
    this.#channel.listen((message) => this.#onMessage(message));
    const timer = setInterval(() => this.#checkLeader(signal), leaderCheckMs);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.#lockRequest.abort();
      this.#channel.close();
    });
    this.#setState('connecting');
    void this.#leadWhenPossible(signal);
    this.#checkLeader(signal);
  }

  /** Waits for the lock and leads; waits again when another tab stole the lock. */
  async #leadWhenPossible(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const lockHeld = new AbortController();
      try {
        await this.#requestLock(() => this.#lead(AbortSignal.any([signal, lockHeld.signal])));
      } catch (error) {
        // The browser refuses locks: this tab opens its own stream.
        if (!isAbort(error)) await this.#lead(signal);
      }
      lockHeld.abort();
      if (this.#isLeader) this.#stepDown(signal);
    }
  }

  #requestLock(whileHeld: () => Promise<void>): Promise<unknown> {
    this.#lockRequest = new AbortController();
    const options = this.#stealsLock ? { steal: true } : { signal: this.#lockRequest.signal };
    this.#stealsLock = false;
    return this.#tab.locks.request(lockName, options, whileHeld);
  }

  #lead(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const missed = this.#trustedLeader !== undefined;
    this.#isLeader = true;
    const onEvent = (event: LiveEvent) => {
      this.#channel.send({ kind: 'event', from: this.#tab.id, event });
      this.#listener.onEvent(event);
    };
    const onState = (state: ConnectionState) => {
      if (state === 'live') this.#trustedLeader = this.#tab.id;
      this.#setState(missed && state === 'connecting' ? 'reconnecting' : state);
      this.#broadcastState();
    };
    const { openSource, network } = this.#tab;
    new EventStream(openSource, { onEvent, onState }, { missed, network }).run(signal);
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  }

  #stepDown(signal: AbortSignal): void {
    this.#isLeader = false;
    if (signal.aborted) return;
    this.#setState('reconnecting');
    this.#channel.send({ kind: 'hello' });
  }

  #onMessage(message: TabMessage): void {
    if (message.kind === 'hello') return this.#isLeader ? this.#broadcastState() : undefined;
    if (this.#isLeader) return;
    this.#leaderAnswered = true;
    if (message.kind === 'event') return this.#listener.onEvent(message.event);
    this.#setState(message.state);
    if (message.state === 'live') this.#trust(message.from);
  }

  #trust(leader: string): void {
    const missed = this.#trustedLeader !== undefined && this.#trustedLeader !== leader;
    this.#trustedLeader = leader;
    if (missed) this.#listener.onEvent({ name: 'resync', data: {} });
  }

  /** Steals the lock from a leader that does not answer: the browser may have frozen its tab. */
  #checkLeader(signal: AbortSignal): void {
    if (this.#isLeader || signal.aborted || !this.#tab.isVisible()) return;
    this.#leaderAnswered = false;
    this.#channel.send({ kind: 'hello' });
    const timer = setTimeout(() => {
      if (this.#isLeader || this.#leaderAnswered || !this.#tab.isVisible()) return;
      this.#stealsLock = true;
      this.#lockRequest.abort();
    }, leaderTimeoutMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  }

  #broadcastState(): void {
    this.#channel.send({ kind: 'state', from: this.#tab.id, state: this.#state });
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.#listener.onState(state);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
