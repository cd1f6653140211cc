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

const GetChat = Type.Object(
  {
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: longestWaitMs,
        default: defaultWaitMs,
        description: 'how many ms to wait for the forge when a branch is due; 0 does not wait',
      }),
    ),
  },
  { additionalProperties: false },
);

export interface ChatRefreshDeps {
  reader: ChatReader;
  refresher: ChatRefreshPort;
  /** Ends waiting requests when the server stops. */
  stopping: AbortSignal;
  logger: Logger;
}

export function registerChatRefreshRoutes(app: App, deps: ChatRefreshDeps): void {
  registerGet(app, deps);
  registerRefresh(app, deps);
}

function registerGet(app: App, { reader, refresher, stopping, logger }: ChatRefreshDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Get a chat, and refresh its branches that are due',
    params: ChatParams,
    querystring: GetChat,
    response: { 200: Chat },
  };
  const config = { problems: [404], chatToken: true } as const;
  app.get('/api/v1/chats/:chat', { schema, config }, async (request) => {
    const { wait = defaultWaitMs } = request.query;
    const userId = getUser(request).id;
    const { id } = await reader.getChatRow(userId, request.params.chat);
    const refreshed = refresher.refreshDue(id, wait).catch((error: unknown) => {
      logger.warn({ error, chatId: request.params.chat }, 'failed to refresh a chat');
    });
    if (wait > 0) await waitUnlessStopped(refreshed, stopping);
    return reader.getChat(userId, request.params.chat);
  });
}

function registerRefresh(app: App, { reader, refresher, stopping }: ChatRefreshDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Refresh every branch of a chat now',
    params: ChatParams,
    response: { 200: Chat },
  };
  const config = { problems: [404] };
  app.post('/api/v1/chats/:chat/refresh', { schema, config }, async (request) => {
    const userId = getUser(request).id;
    const { id } = await reader.getChatRow(userId, request.params.chat);
    await waitUnlessStopped(refresher.refreshNow(id), stopping);
    if (stopping.aborted) throw toStopping();
    return reader.getChat(userId, request.params.chat);
  });
}

/** Waits for the work, but not beyond the stop of the server; the work then continues. */
function waitUnlessStopped(work: Promise<void>, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const stop = () => resolve();
    stopping.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => stopping.removeEventListener('abort', stop));
  });
}
