import { Type } from 'typebox';
import { Chat } from '../../contract/chat.ts';
import type { Logger } from '../../platform/logger.ts';
import type { ChatReader } from '../chat-reader.ts';
import type { ChatRefreshPort } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { toStopping } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

const longestWaitMs = 30_000;
const defaultWaitMs = 800;

const Look = Type.Object(
  {
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: longestWaitMs,
        default: defaultWaitMs,
        description: 'how many ms to wait for the forge when a branch is stale; 0 never waits',
      }),
    ),
  },
  { additionalProperties: false },
);

export interface ChatRefreshPorts {
  reader: ChatReader;
  refresher: ChatRefreshPort;
  /** Ends what a request waits for when the server stops. */
  stopping: AbortSignal;
  logger: Logger;
}

export function registerChatRefreshRoutes(app: App, ports: ChatRefreshPorts): void {
  registerLook(app, ports);
  registerRefresh(app, ports);
}

function registerLook(app: App, { reader, refresher, stopping, logger }: ChatRefreshPorts): void {
  const schema = {
    tags: ['chats'],
    summary: 'Read a chat; stale branches are refreshed meanwhile',
    params: ChatParams,
    querystring: Look,
    response: { 200: Chat },
  };
  const config = { problems: [404] };
  app.get('/api/v1/chats/:chat', { schema, config }, async (request) => {
    const { wait = defaultWaitMs } = request.query;
    const userId = getUser(request).id;
    const { id } = await reader.getChatRow(userId, request.params.chat);
    const looked = refresher.refreshDue(id, wait).catch((error: unknown) => {
      logger.warn({ error, chatId: id }, 'a chat was not refreshed');
    });
    if (wait > 0) await endsOrStops(looked, stopping);
    return reader.getChat(userId, id);
  });
}

function registerRefresh(app: App, { reader, refresher, stopping }: ChatRefreshPorts): void {
  const schema = {
    tags: ['chats'],
    summary: 'Refresh every branch of a chat now, due or not',
    params: ChatParams,
    response: { 200: Chat },
  };
  const config = { problems: [404] };
  app.post('/api/v1/chats/:chat/refresh', { schema, config }, async (request) => {
    const userId = getUser(request).id;
    const { id } = await reader.getChatRow(userId, request.params.chat);
    await endsOrStops(refresher.refreshNow(id), stopping);
    if (stopping.aborted) throw toStopping();
    return reader.getChat(userId, id);
  });
}

/** Resolves when the work has ended, or at once when the server stops; the work then goes on. */
function endsOrStops(work: Promise<void>, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => resolve();
    stopping.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => stopping.removeEventListener('abort', stop));
  });
}
