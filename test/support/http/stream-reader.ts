import { eventually } from '../eventually.ts';

export interface ReadEvent {
  id: string;
  name: string;
  data: Record<string, unknown>;
}

export interface StreamReader extends AsyncDisposable {
  headers: Headers;
  events: ReadEvent[];
  /** The raw text that was received. */
  text(): string;
  /** Waits until that many events have arrived. */
  waitFor(count: number): Promise<ReadEvent[]>;
  /** Resolves when the server ends the stream. */
  ended: Promise<void>;
}

/** Reads an event stream as a browser does. */
export async function openStream(
  baseUrl: string,
  headers: Record<string, string>,
): Promise<StreamReader> {
  const controller = new AbortController();
  const { signal } = controller;
  const response = await fetch(`${baseUrl}/api/v1/events`, { headers, signal });
  if (!response.ok || !response.body) throw new Error(`no event stream: ${response.status}`);
  const events: ReadEvent[] = [];
  let text = '';
  let parsed = 0;
  const read = async (body: ReadableStream<Uint8Array>) => {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const end = text.lastIndexOf('\n\n');
      const blocks = end < parsed ? [] : text.slice(parsed, end).split('\n\n');
      parsed = Math.max(parsed, end + 2);
      events.push(...blocks.flatMap((block) => parseEvent(block) ?? []));
    }
  };
  const ended = read(response.body).catch(() => undefined);
  return {
    headers: response.headers,
    events,
    ended,
    text: () => text,
    waitFor: (count) => eventually(`event ${count}`, () => events.length >= count && events),
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended;
    },
  };
}

function parseEvent(block: string): ReadEvent | undefined {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
  const name = field('event');
  if (name === undefined) return undefined;
  return { id: field('id') ?? '', name, data: JSON.parse(field('data') ?? '{}') };
}
