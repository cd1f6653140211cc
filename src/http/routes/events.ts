import { Type } from 'typebox';
import type { EventStream } from '../events/event-stream.ts';
import { getUser } from '../server/authentication.ts';
import { securityHeaders } from '../server/security-headers.ts';
import type { App } from '../server/typed-app.ts';

const description = `Server-sent events: diff_status_change {chat}, chat_created {chat},
chat_deleted {chat_id}, comment_change {chat_id, comment}, and resync {}, after which clients must reload
because events may be missing. With a chat token, only those of its chat. Send the id of the last event as Last-Event-ID to continue after it.`;

const EventText = Type.String({ description: 'a stream of events' });
const schema = {
  tags: ['events'],
  summary: 'Stream changes',
  description,
  response: { 200: { content: { 'text/event-stream': { schema: EventText } } } },
};

const headers = {
  ...securityHeaders,
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Otherwise a stopping server would wait for the keep-alive connection.
  connection: 'close',
  // A buffering proxy would delay every event.
  'x-accel-buffering': 'no',
};

export function registerEventsRoute(app: App, events: Pick<EventStream, 'connect'>): void {
  const options = {
    schema,
    config: { endless: true, chatToken: true },
    exposeHeadRoute: false,
  } as const;
  app.get('/api/v1/events', options, (request, reply) => {
    const { id: ownerId } = getUser(request);
    const { session } = request;
    const sessionId = session?.by === 'bearer' ? undefined : session?.id;
    const lastEventId = request.headers['last-event-id'];
    reply.hijack();
    reply.raw.writeHead(200, headers);
    reply.raw.socket?.setNoDelay(true);
    const position = lastEventId === undefined ? undefined : String(lastEventId);
    events.connect(
      { ownerId, sessionId, chatId: session?.by === 'chat_token' ? session.chat.key : undefined },
      position,
      reply.raw,
    );
  });
}
