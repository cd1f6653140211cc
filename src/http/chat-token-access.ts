import type { FastifyRequest } from 'fastify';
import { toChatNotFound } from './chat-reader.ts';
import { HttpProblem } from './server/problem-response.ts';

/** The public id of the chat that a request is limited to; undefined unless it was sent with a chat token. */
export function findOwnChatId({ session }: FastifyRequest): string | undefined {
  return session?.by === 'chat_token' ? session.chat.publicId : undefined;
}

/** A route is closed to chat tokens unless it declares otherwise. `open` lists the routes that do. */
export function checkChatTokenAccess(request: FastifyRequest, open: readonly string[]): void {
  if (findOwnChatId(request) === undefined || request.routeOptions.config?.chatToken) return;
  const detail =
    "A chat token only gets the credential of its chat, reports its pushes, names its agent, and reads its status, pull request, checks, reviews and comments. Use the owner's token for anything else.";
  throw new HttpProblem(403, detail, { members: { allowed: open } });
}

/** For a chat token, every chat but its own does not exist. */
export function checkOwnChat(request: FastifyRequest): void {
  const ownChatId = findOwnChatId(request);
  if (ownChatId === undefined) return;
  for (const named of listNamedChats(request)) {
    if (named !== ownChatId) throw toChatNotFound(String(named));
  }
}

/** A request names a chat in its path, its query or its body. */
function listNamedChats({ params, query, body }: FastifyRequest): unknown[] {
  const named = [toFields(params).chat, toFields(query).chat_id, toFields(body).chat_id];
  return named.filter((id) => id !== undefined);
}

function toFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
