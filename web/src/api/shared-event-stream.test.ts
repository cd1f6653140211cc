import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionState, LiveEvent } from './event-stream.ts';
import {
  SharedEventStream,
  type TabChannel,
  type TabLocks,
  type TabMessage,
} from './shared-event-stream.ts';
import { FakeEventSource } from './testing/fake-event-source.ts';

/** One lock, granted in the order of the requests, like the browser's, and it can be stolen. */
class FakeLocks implements TabLocks {
  #queue: (() => void)[] = [];
  #holder: { lose: () => void } | undefined;

  request(
    _name: string,
    { signal, steal }: { signal?: AbortSignal; steal?: boolean },
    whileHeld: () => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const hold = () => {
        const holder = { lose: () => reject(new DOMException('stolen', 'AbortError')) };
        this.#holder = holder;
        void this.#release(holder, whileHeld()).then(resolve);
      };
      if (steal) {
        this.#holder?.lose();
        hold();
      } else if (this.#holder === undefined) hold();
      else this.#queue.push(hold);
      signal?.addEventListener('abort', () => {
        if (!this.#queue.includes(hold)) return;
        this.#queue = this.#queue.filter((each) => each !== hold);
        reject(new DOMException('aborted', 'AbortError'));
      });
    });
  }

  async #release(holder: object, held: Promise<void>): Promise<void> {
    await held;
    if (this.#holder !== holder) return;
    this.#holder = undefined;
    this.#queue.shift()?.();
  }
}

class FakeChannels {
  readonly #channels = new Set<{ listener?: (message: TabMessage) => void }>();
  /** Tabs that the browser has frozen. */
  readonly frozen = new Set<string>();

  open(tab: string): TabChannel {
    const own: { listener?: (message: TabMessage) => void } = {};
    this.#channels.add(own);
    return {
      send: (message) => {
        if (this.frozen.has(tab)) return;
        for (const each of this.#channels) if (each !== own) each.listener?.(message);
      },
      listen: (listener) => {
        own.listener = (message) => {
          if (!this.frozen.has(tab)) listener(message);
        };
      },
      close: () => this.#channels.delete(own),
    };
  }
}

function makeBrowser() {
  const locks = new FakeLocks();
  const channels = new FakeChannels();
  const open = (id: string) => {
    const sources: FakeEventSource[] = [];
    const events: LiveEvent[] = [];
    const states: ConnectionState[] = [];
    const stop = new AbortController();
    const openSource = () => {
      const source = new FakeEventSource();
      sources.push(source);
      return source;
    };
    const openChannel = () => channels.open(id);
    new SharedEventStream(
      { id, openSource, openChannel, locks, isVisible: () => true },
      { onEvent: (event) => events.push(event), onState: (state) => states.push(state) },
    ).run(stop.signal);
    return { sources, events, states, close: () => stop.abort() };
  };
  return { open, frozen: channels.frozen };
}

const deleted = { name: 'chat_deleted', data: { chat_id: 'chat-1' } };
const resync = { name: 'resync', data: {} };
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('tabs of one browser', () => {
  test('share one stream and receive the same events', async () => {
    const browser = makeBrowser();
    const first = browser.open('first');
    const second = browser.open('second');
    first.sources[0]?.emit('open');
    first.sources[0]?.emit('chat_deleted', '{"chat_id":"chat-1"}');
    await settle();
    expect(second.sources).toEqual([]);
    expect([first.events, second.events]).toEqual([[deleted], [deleted]]);
    expect([first.states.at(-1), second.states.at(-1)]).toEqual(['live', 'live']);
  });

  test('a tab that opens later receives the current state', async () => {
    const browser = makeBrowser();
    const first = browser.open('first');
    first.sources[0]?.emit('open');
    const late = browser.open('late');
    expect(late.states.at(-1)).toBe('live');
    first.sources[0]?.emit('error');
    expect(late.states.at(-1)).toBe('reconnecting');
  });

  test('S4: all tabs fetch again when another tab takes over', async () => {
    const browser = makeBrowser();
    const [first, second, third] = ['first', 'second', 'third'].map(browser.open);
    first?.sources[0]?.emit('open');
    await settle();

    first?.close();
    await settle();
    expect(first?.sources[0]?.closed).toBe(true);
    expect([second?.states.at(-1), third?.states.at(-1)]).toEqual(['reconnecting', 'reconnecting']);
    second?.sources[0]?.emit('open');

    expect(second?.events).toEqual([resync]);
    expect(third?.events[0]).toEqual(resync);
    expect([second?.states.at(-1), third?.states.at(-1)]).toEqual(['live', 'live']);
    expect(third?.sources).toEqual([]);
  });

  test('S4: a tab fetches again even if the new leader never followed the stream before', async () => {
    const browser = makeBrowser();
    const first = browser.open('first');
    browser.frozen.add('second');
    const second = browser.open('second');
    const third = browser.open('third');
    first.sources[0]?.emit('open');
    browser.frozen.delete('second');
    first.close();
    await settle();
    second.sources[0]?.emit('open');
    expect(second.events).toEqual([]);
    expect(third.events).toEqual([resync]);
  });

  test('a frozen leader loses the stream to a visible tab', async () => {
    const browser = makeBrowser();
    const first = browser.open('first');
    const second = browser.open('second');
    first.sources[0]?.emit('open');
    browser.frozen.add('first');

    await vi.advanceTimersByTimeAsync(36_000);
    second.sources[0]?.emit('open');
    browser.frozen.delete('first');
    expect(first.sources[0]?.closed).toBe(true);
    expect(second.events).toEqual([resync]);

    await vi.advanceTimersByTimeAsync(36_000);
    expect(first.states.at(-1)).toBe('live');
    expect(first.events).toEqual([resync]);
    expect(first.sources).toHaveLength(1);
  });

  test('a closed tab opens no stream', async () => {
    const browser = makeBrowser();
    const first = browser.open('first');
    const second = browser.open('second');
    second.close();
    first.close();
    await settle();
    expect(second.sources).toEqual([]);
  });
});

test('each tab opens its own stream where the browser refuses locks', async () => {
  const sources: FakeEventSource[] = [];
  const openSource = () => {
    const source = new FakeEventSource();
    sources.push(source);
    return source;
  };
  const locks = { request: () => Promise.reject(new DOMException('no', 'SecurityError')) };
  const openChannel = () => new FakeChannels().open('only');
  const tab = { id: 'only', openSource, openChannel, locks, isVisible: () => true };
  const stop = new AbortController();
  new SharedEventStream(tab, { onEvent: () => {}, onState: () => {} }).run(stop.signal);
  await settle();
  expect(sources).toHaveLength(1);
  stop.abort();
});
