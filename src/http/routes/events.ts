import { Type } from 'typebox';
import type { EventStream } from '../events/event-stream.ts';
import { getUser } from '../server/authentication.ts';
import { securityHeaders } from '../server/security-headers.ts';
import type { App } from '../server/typed-app.ts';

const description = `Server-sent events: diff_status_change {chat}, chat_created {chat},
chat_deleted {chat_id}, comment_change {chat_id, comment}, and resync {}, which says that something may
have been missed. Send the id of the last one as Last-Event-ID to continue there.`;

const EventText = Type.String({ description: 'one event after the other' });
const schema = {
  tags: ['events'],
  summary: 'Follow what changes',
  description,
  response: { 200: { content: { 'text/event-stream': { schema: EventText } } } },
};

const headers = {
  ...securityHeaders,
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  // Ends with the stream, or a stopping server would wait for the kept connection.
  connection: 'close',
  // A proxy that collects the answer first would hold every event back.
  'x-accel-buffering': 'no',
};

export function registerEventsRoute(app: App, events: Pick<EventStream, 'connect'>): void {
  const options = { schema, config: { endless: true }, exposeHeadRoute: false } as const;
  app.get('/api/v1/events', options, (request, reply) => {
    const { id } = getUser(request);
    const lastEventId = request.headers['last-event-id'];
    reply.hijack();
    reply.raw.writeHead(200, headers);
    reply.raw.socket?.setNoDelay(true);
    events.connect(id, lastEventId === undefined ? undefined : String(lastEventId), reply.raw);
  });
}
