import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { type ChatToken, ChatTokenList, CreatedChatToken } from '../../contract/chat-tokens.ts';
import { formatChatToken, renewedIdPrefix } from '../../domain/chat-token.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { ChatTokenRow } from '../../store/queries/chat-tokens/list-chat-tokens.ts';
import { type ChatReader, toChatNotFound } from '../chat-reader.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import { createSecret, toHash } from '../server/sessions.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatTokenDeps {
  store: Pick<HttpStore, 'createChatToken' | 'listChatTokens' | 'renewChatToken' | 'endChatToken'>;
  reader: Pick<ChatReader, 'getChatRow'>;
}

const tags = ['chat tokens'];
const path = '/api/v1/chats/:chat/tokens';

/** Closed to chat tokens, like every route that does not declare otherwise: none may create another. */
export function registerChatTokenRoutes(app: App, { store, reader }: ChatTokenDeps): void {
  const createConfig = { problems: [404, 409] };
  app.post(path, { schema: createSchema, config: createConfig }, async (request, reply) => {
    const ownerId = getUser(request).id;
    const chat = await reader.getChatRow(ownerId, request.params.chat);
    const { id: chatId, public_id: publicId } = chat;
    if (chat.archived)
      throw new HttpProblem(409, `Chat ${publicId} is archived. Unarchive it first.`);
    const { lifetime = 'chat' } = request.query;
    const id = `${lifetime === 'renewed' ? renewedIdPrefix : ''}${randomUUID()}`;
    const token = formatChatToken(publicId, createSecret());
    const stored = await store.createChatToken({ id, ownerId, chatId, tokenHash: toHash(token) });
    if (!stored) throw toChatNotFound(publicId);
    return reply.code(201).send({ id, token });
  });

  const config = { problems: [404] };
  app.get(path, { schema: listSchema, config }, async (request) => {
    const ownerId = getUser(request).id;
    const { id } = await reader.getChatRow(ownerId, request.params.chat);
    return { tokens: (await store.listChatTokens(ownerId, id)).map(toChatToken) };
  });

  const tokenPath = `${path}/:token`;
  app.post(`${tokenPath}/renew`, { schema: renewSchema, config }, async (request, reply) => {
    const ownerId = getUser(request).id;
    const { chat, token: tokenId } = request.params;
    const { id: chatId } = await reader.getChatRow(ownerId, chat);
    if (await store.renewChatToken({ ownerId, chatId, tokenId })) return reply.code(204).send(null);
    throw new HttpProblem(404, `Chat ${chat} has no such token that can be renewed.`);
  });

  app.delete(tokenPath, { schema: endSchema, config }, async (request, reply) => {
    const ownerId = getUser(request).id;
    const { chat, token: tokenId } = request.params;
    const { id: chatId } = await reader.getChatRow(ownerId, chat);
    if (await store.endChatToken({ ownerId, chatId, tokenId })) return reply.code(204).send(null);
    throw new HttpProblem(404, `Chat ${chat} has no such token. It may have ended already.`);
  });
}

const createSchema = {
  tags,
  summary: "Create a token for a chat's agent; it ends when the chat is archived or deleted",
  params: ChatParams,
  querystring: Type.Object({
    lifetime: Type.Optional(
      Type.Union([Type.Literal('chat'), Type.Literal('renewed')], {
        description:
          '`renewed`: it also ends ten minutes after its creation or last renewal. Default: `chat`',
      }),
    ),
  }),
  response: { 201: CreatedChatToken },
};

const listSchema = {
  tags,
  summary: 'List the tokens of a chat, without their secrets',
  params: ChatParams,
  response: { 200: ChatTokenList },
};

const TokenParams = Type.Object({
  ...ChatParams.properties,
  token: Type.String({ description: 'id of the token, not its secret' }),
});

const renewSchema = {
  tags,
  summary: 'Renew a token that was created with `lifetime=renewed`, also after it ended',
  params: TokenParams,
  response: { 204: Type.Null({ description: 'renewed' }) },
};

const endSchema = {
  tags,
  summary: 'End a token of a chat',
  params: TokenParams,
  response: { 204: Type.Null({ description: 'ended' }) },
};

function toChatToken({ id, createdAt, lastUsedAt }: ChatTokenRow): ChatToken {
  return {
    id,
    created_at: createdAt.toISOString(),
    last_used_at: lastUsedAt?.toISOString() ?? null,
  };
}
