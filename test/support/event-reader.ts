import type { EventData, EventName } from '../../src/contract/events.ts';
import { adminToken } from './afterpush-process.ts';

export interface ReadEvent<Name extends EventName = EventName> {
  id: string;
  name: Name;
  data: EventData[Name];
}

export interface EventReader extends AsyncDisposable {
  /** Every event so far. */
  events: ReadEvent[];
}

/** Reads `/api/v1/events` from now on, or after the given event. */
export async function readEvents(baseUrl: string, lastEventId?: string): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(`${baseUrl}/api/v1/events`, {
    headers: {
      authorization: `Bearer ${adminToken}`,
      ...(lastEventId ? { 'last-event-id': lastEventId } : {}),
    },
    signal: controller.signal,
  });
  if (!response.body) throw new Error(`no event stream: ${response.status}`);
  const events: ReadEvent[] = [];
  const ended = consume(response.body, events).catch(() => undefined);
  return {
    events,
    async [Symbol.asyncDispose]() {
      controller.abort();
      await ended;
    },
  };
}

async function consume(body: ReadableStream<Uint8Array>, events: ReadEvent[]): Promise<void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.flatMap((block) => parseEvent(block) ?? []));
  }
}

function parseEvent(block: string): ReadEvent | undefined {
  const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
  const name = field('event');
  if (name === undefined) return undefined;
  const data = JSON.parse(field('data') ?? '{}') as EventData[EventName];
  return { id: field('id') ?? '', name: name as EventName, data };
}
