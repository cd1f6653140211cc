import type { EventData, EventName } from '../../contract/events.ts';

/** One server-sent event. JSON holds no line break, so the data is one line. */
export function toMessage<Name extends EventName>(
  id: string,
  name: Name,
  data: EventData[Name],
): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

const reconnectMs = 2_000;

/** Begins a stream. An id without data is remembered by the client and shows as no event. */
export function toOpening(id: string | undefined): string {
  const position = id === undefined ? '' : `id: ${id}\n`;
  return `: connected\nretry: ${reconnectMs}\n${position}\n`;
}

export const heartbeat = ': heartbeat\n\n';
