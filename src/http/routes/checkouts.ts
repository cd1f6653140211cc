import { Type } from 'typebox';
import { Chat } from '../../contract/chat.ts';
import { CheckoutReport } from '../../contract/checkout.ts';
import type { HttpStore } from '../../store/http-store.ts';
import { type ChatReader, toChatNotFound } from '../chat-reader.ts';
import { getUser } from '../server/authentication.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export interface CheckoutDeps {
  store: Pick<HttpStore, 'saveCheckout' | 'markCheckoutGone'>;
  reader: Pick<ChatReader, 'getChat'>;
}

const tags = ['checkouts'];
const config = { problems: [404] };

/** Watchers report what is not pushed yet. */
export function registerCheckoutRoutes(app: App, { store, reader }: CheckoutDeps): void {
  const schema = {
    tags,
    summary: "Report the state of a chat's worktree: what is committed, pushed and changed",
    params: ChatParams,
    body: CheckoutReport,
    response: { 200: Chat },
  };
  app.put('/api/v1/chats/:chat/checkout', { schema, config }, async (request) => {
    const { chat: chatId } = request.params;
    const { body } = request;
    const ownerId = getUser(request).id;
    const saved = await store.saveCheckout({
      ownerId,
      chatId,
      worktreeId: body.worktree_id,
      path: body.path,
      branch: body.branch,
      headSha: body.head_sha,
      pushedSha: body.pushed_sha,
      ahead: body.ahead,
      behind: body.behind,
      changedFiles: body.changed_files,
    });
    if (!saved) throw toChatNotFound(chatId);
    return reader.getChat(ownerId, chatId);
  });

  const goneSchema = {
    tags,
    summary: "Report that a chat's worktree was removed; the chat is archived once nothing is open",
    params: ChatParams,
    response: { 204: Type.Null({ description: 'recorded' }) },
  };
  app.delete(
    '/api/v1/chats/:chat/checkout',
    { schema: goneSchema, config },
    async (request, reply) => {
      const { chat } = request.params;
      if (!(await store.markCheckoutGone(getUser(request).id, chat))) throw toChatNotFound(chat);
      return reply.code(204).send(null);
    },
  );
}
