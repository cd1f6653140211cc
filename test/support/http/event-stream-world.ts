import { afterEach, beforeEach } from 'vitest';
import { createHttpServer, type HttpServer } from '../../../src/http/server.ts';
import { openStream, type StreamReader } from './stream-reader.ts';
import { asAdmin, createWorld } from './test-world.ts';

/** Before each test, starts a server whose event stream the test reads over a socket. */
export function useEventStream() {
  let world: ReturnType<typeof createWorld>;
  let server: HttpServer;
  let url: string;
  const readers: StreamReader[] = [];

  beforeEach(async () => {
    world = createWorld();
    server = createHttpServer(world.deps);
    url = await server.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader[Symbol.asyncDispose]()));
    await server[Symbol.asyncDispose]();
  });

  return {
    get world() {
      return world;
    },
    get server() {
      return server;
    },
    get url() {
      return url;
    },
    async open(lastEventId?: string, headers: Record<string, string> = asAdmin) {
      const position: Record<string, string> =
        lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
      const reader = await openStream(url, { ...headers, ...position });
      readers.push(reader);
      return reader;
    },
  };
}

export function toChange(
  chatId: string,
  kind: 'diff_status_change' | 'chat_created' | 'chat_deleted' = 'diff_status_change',
  ownerId = 'local',
) {
  return { kind, chatId, publicId: chatId, ownerId } as const;
}

export const toSummary = ({ name, data }: { name: string; data: Record<string, unknown> }) => [
  name,
  (data.chat as { id: string } | undefined)?.id ?? data.chat_id ?? null,
];
