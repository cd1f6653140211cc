import { pageSecretHeader } from '../../../src/contract/page-session.ts';
import type { EventSourceLike } from './event-stream.ts';
import { createEventParser } from './parse-events.ts';
import { getPageSecret, signOut } from './session.ts';

type Listener = (event: { data?: unknown }) => void;

const states = { connecting: 0, open: 1, closed: 2 } as const;
const defaultRetryMs = 2_000;

/**
 * The browser's EventSource, read with `fetch`, because an EventSource cannot send the header that holds
 * the page's secret. It reconnects a broken stream and resumes where that one stopped; a refused stream
 * is closed.
 */
export class FetchEventSource implements EventSourceLike {
  readyState: number = states.connecting;
  readonly #url: string;
  readonly #listeners = new Map<string, Listener[]>();
  readonly #stop = new AbortController();
  #lastEventId = '';
  #retryMs = defaultRetryMs;

  constructor(url: string) {
    this.#url = url;
    void this.#run();
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  close(): void {
    this.readyState = states.closed;
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    // The caller adds its listeners first.
    await Promise.resolve();
    while (!signal.aborted) {
      const isRefused = await this.#follow().catch(() => false);
      if (signal.aborted) return;
      this.readyState = isRefused ? states.closed : states.connecting;
      this.#emit('error');
      if (isRefused) return;
      await sleep(this.#retryMs, signal);
    }
  }

  /** Reads one stream to its end. True: the server refused it. */
  async #follow(): Promise<boolean> {
    const secret = getPageSecret();
    const response = await fetch(this.#url, {
      headers: {
        accept: 'text/event-stream',
        ...(secret === undefined ? {} : { [pageSecretHeader]: secret }),
        ...(this.#lastEventId === '' ? {} : { 'last-event-id': this.#lastEventId }),
      },
      cache: 'no-store',
      redirect: 'error',
      signal: this.#stop.signal,
    });
    if (response.status === 401) signOut();
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (response.status !== 200 || !isStream || !response.body) return true;
    this.readyState = states.open;
    this.#emit('open');
    await this.#read(response.body);
    return false;
  }

  async #read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const parser = createEventParser(this.#lastEventId);
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = parser.push(part.value);
      this.#lastEventId = parser.lastEventId;
      this.#retryMs = parser.retryMs ?? this.#retryMs;
      for (const { name, data } of events) this.#emit(name, data);
    }
  }

  #emit(type: string, data?: string): void {
    if (this.#stop.signal.aborted) return;
    for (const listener of this.#listeners.get(type) ?? []) listener({ data });
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
