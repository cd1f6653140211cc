import { randomBytes } from 'node:crypto';
import type { EventData, EventName } from '../../contract/events.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Change } from '../../store/change-feed.ts';
import {
  EventClient,
  type EventClientDeps,
  type EventSink,
  formatEvent,
  formatOpening,
} from './event-client.ts';
import { EventClients } from './event-clients.ts';
import {
  createEventLoads,
  type EventLoaders,
  type EventLoads,
  type LoadableChange,
  loadEvent,
} from './load-events.ts';
import {
  createRecentChanges,
  listMissedEvents,
  type RecentChange,
  type RecentChanges,
} from './recent-changes.ts';

/** Committed changes, as the database announced them. */
export interface ChangeSource {
  subscribe(): AsyncIterable<Change> & Disposable;
}

export interface EventStreamDeps extends EventLoaders {
  changes: ChangeSource;
  clock: Clock;
  logger: Logger;
  /** How many changes are kept for clients that reconnect. */
  capacity?: number;
  /** Called when the new state of a chat was sent to so many clients of this process. */
  onPublished?: ((chatId: string, clients: number) => void) | undefined;
}

/** Who reads the stream: a user, perhaps in a session that can end, or the agent of one chat. */
export type EventReader = Pick<EventClientDeps, 'ownerId' | 'sessionId' | 'chatId'>;

const heartbeatMs = 15_000;
const resyncAfterFailureMs = 2_000;

/**
 * Sends every client the changes of its owner's chats (S12), from one subscription. Each change is
 * loaded and encoded once. Event ids are positions in the recent changes of this process.
 */
export class EventStream implements AsyncDisposable {
  readonly #deps: EventStreamDeps;
  readonly #instance = randomBytes(6).toString('hex');
  readonly #recent: RecentChanges;
  readonly #loads: EventLoads;
  readonly #clients = new EventClients();
  readonly #ownersToResync = new Set<string>();
  readonly #stopped = new AbortController();
  readonly #ended: Promise<unknown>;

  constructor(deps: EventStreamDeps) {
    this.#deps = deps;
    this.#recent = createRecentChanges(deps.capacity);
    this.#loads = createEventLoads({
      load: (change) => loadEvent(change, deps),
      onLoaded: (change, { name, data }) => this.#publish(this.#recent.add(change), name, data),
      onFailed: (change, error) => this.#onLoadFailed(change, error),
    });
    const { signal } = this.#stopped;
    const onChange = (change: Change) => this.#handle(change);
    const onGap = () => this.#resyncAll();
    const following = followChanges({ ...deps, signal, onChange, onGap });
    this.#ended = Promise.all([following, this.#beat()]);
  }

  get clientCount(): number {
    return this.#clients.size;
  }

  /** Serves one client until either side ends it. */
  connect(reader: EventReader, lastEventId: string | undefined, sink: EventSink): void {
    const client = new EventClient({
      ...reader,
      sink,
      clock: this.#deps.clock,
      onRecovered: (recovered) => this.#sendResync(recovered),
      onClosed: (closed) => this.#clients.delete(closed),
    });
    if (this.#stopped.signal.aborted) return client[Symbol.dispose]();
    this.#clients.add(client);
    if (lastEventId === undefined) {
      client.send(formatOpening(this.#toId(this.#recent.sequence())));
      client.live = true;
      return;
    }
    client.send(formatOpening(undefined));
    void this.#catchUp(client, this.#parsePosition(lastEventId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    for (const client of this.#clients) client[Symbol.dispose]();
    await this.#ended;
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#deps.clock.sleep(heartbeatMs, signal);
      for (const client of this.#clients) client.beat();
    }
  }

  #handle(change: Change): void {
    switch (change.kind) {
      case 'due':
      case 'delivery':
      case 'lane_due':
      case 'verdict_due':
      case 'token_change':
        return;
      case 'resync':
        return this.#resyncAll();
      case 'polling_change':
        return this.#reloadAll();
      case 'session_ended':
        return this.#closeAll((client) => client.sessionId === change.sessionId);
      case 'chat_deleted': {
        this.#loads.forget(change.chatId);
        const { chatId, publicId: chat_id } = change;
        this.#publish(this.#recent.add(change), change.kind, { chat_id });
        return this.#closeAll((client) => client.chatId === chatId);
      }
      case 'comment_change':
        return this.#announce(change);
      case 'chat_created':
      case 'diff_status_change':
        return this.#announce({ ...change, kind: change.kind });
    }
  }

  #closeAll(hasEnded: (client: EventClient) => boolean): void {
    for (const client of this.#clients) if (hasEnded(client)) client[Symbol.dispose]();
  }

  /** Loads only changes that a client is subscribed to. */
  #announce(change: LoadableChange): void {
    if (this.#hasSubscriber(change)) this.#loads.request(change);
    else this.#recent.add(change);
  }

  #hasSubscriber(change: LoadableChange): boolean {
    for (const client of this.#clients.listOf(change.ownerId)) {
      if (client.live && client.reads(change)) return true;
    }
    return false;
  }

  #publish<Name extends EventName>(
    { sequence, ...change }: RecentChange,
    name: Name,
    data: EventData[Name],
  ): void {
    // Encoded once, however many tabs receive it.
    const message = Buffer.from(formatEvent(this.#toId(sequence), name, data));
    let clients = 0;
    for (const client of this.#clients.listOf(change.ownerId)) {
      if (!client.live || !client.reads(change)) continue;
      client.send(message);
      clients += 1;
    }
    if (name === 'diff_status_change') this.#deps.onPublished?.(change.chatId, clients);
  }

  /**
   * S4: notifications may have been lost, so every client has to reload. The end of a chat token may have
   * been among them, so its streams have to authenticate again.
   */
  #resyncAll(): void {
    this.#closeAll((client) => client.chatId !== undefined);
    this.#reloadAll();
  }

  /** When each row is checked next has changed, without an event for each. */
  #reloadAll(): void {
    this.#recent.breakOff();
    for (const client of this.#clients) if (client.live) this.#sendResync(client);
  }

  #sendResync(client: EventClient): void {
    client.send(formatEvent(this.#toId(this.#recent.sequence()), 'resync', {}));
  }

  #onLoadFailed(change: LoadableChange, error: unknown): void {
    const { kind, chatId, ownerId } = change;
    this.#deps.logger.warn({ error, kind, chatId }, 'failed to load a change');
    this.#recent.add(change);
    void this.#resyncLater(ownerId);
  }

  async #resyncLater(ownerId: string): Promise<void> {
    if (this.#ownersToResync.has(ownerId)) return;
    this.#ownersToResync.add(ownerId);
    await this.#deps.clock.sleep(resyncAfterFailureMs, this.#stopped.signal);
    this.#ownersToResync.delete(ownerId);
    for (const client of this.#clients.listOf(ownerId)) {
      if (client.live) this.#sendResync(client);
    }
  }

  /** Sends what was missed since a position, then goes live without a gap. */
  async #catchUp(client: EventClient, since: number | undefined): Promise<void> {
    let position = since;
    while (position !== undefined && !client.closed) {
      const upTo = this.#recent.sequence();
      const missed = await this.#listMissed(client, position);
      for (const { sequence, name, data } of missed ?? []) {
        client.send(formatEvent(this.#toId(sequence), name, data));
      }
      if (missed && this.#recent.sequence() === upTo) break;
      position = missed && upTo;
    }
    client.live = true;
    if (position === undefined) this.#sendResync(client);
  }

  async #listMissed(client: EventClient, position: number) {
    const changes = this.#recent.listSince(position, (change) => client.reads(change));
    try {
      return changes && (await listMissedEvents(changes, this.#deps));
    } catch (error) {
      this.#deps.logger.warn({ error }, 'failed to load missed changes');
      return undefined;
    }
  }

  #toId(sequence: number): string {
    return `${this.#instance}-${sequence}`;
  }

  /** Undefined for an id of another process, or a malformed one. */
  #parsePosition(eventId: string): number | undefined {
    const [instance, sequence = '', ...rest] = eventId.split('-');
    const isOurs = instance === this.#instance && rest.length === 0 && /^\d{1,15}$/.test(sequence);
    return isOurs ? Number(sequence) : undefined;
  }
}

interface FollowDeps {
  changes: ChangeSource;
  signal: AbortSignal;
  clock: Clock;
  logger: Logger;
  onChange: (change: Change) => void;
  /** Changes may have been missed. */
  onGap: () => void;
}

const resubscribeMs = 1_000;

/** Passes on every change until the signal aborts, and subscribes again after a failure. */
async function followChanges(deps: FollowDeps): Promise<void> {
  const { signal, clock, logger, onGap } = deps;
  while (!signal.aborted) {
    try {
      await followOnce(deps);
    } catch (error) {
      logger.error({ error }, 'the change feed failed');
    }
    if (signal.aborted) return;
    await clock.sleep(resubscribeMs, signal);
    onGap();
  }
}

async function followOnce({ changes, signal, onChange }: FollowDeps): Promise<void> {
  using subscription = changes.subscribe();
  const stop = () => subscription[Symbol.dispose]();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const change of subscription) onChange(change);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
