import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  Chat,
  ChatPage,
  CreateChat,
  ListChats,
  MarkedRead,
  MarkRead,
  UpdateChat,
} from '../../contract/chat.ts';
import { type Reason, reasons, sections, toSection } from '../../contract/reasons.ts';
import { longestSnoozeMs } from '../../contract/snooze.ts';
import { toAgentName } from '../../domain/agent-name.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type {
  ListedChat,
  ListPosition,
  PullRequestFilter,
} from '../../store/queries/chats/list-chats.ts';
import { type ChatReader, toChatNotFound } from '../chat-reader.ts';
import { findOwnChatId } from '../chat-token-access.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';

export const ChatParams = Type.Object({ chat: Type.String({ description: 'id of the chat' }) });

const tags = ['chats'];
const defaultLimit = 100;
const longestId = 200;
const archivedFilters = { true: true, false: false, all: null };

export interface ChatDeps {
  store: Pick<
    HttpStore,
    | 'createChat'
    | 'listChats'
    | 'updateChat'
    | 'snoozeChat'
    | 'markChatsRead'
    | 'markChatUnread'
    | 'deleteChat'
  >;
  reader: ChatReader;
  clock: Pick<Clock, 'now'>;
}

export function registerChatRoutes(app: App, deps: ChatDeps): void {
  registerCreate(app, deps);
  registerList(app, deps);
  registerUpdate(app, deps);
  registerMarkRead(app, deps);
  registerDelete(app, deps);
}

function registerCreate(app: App, { store, reader }: ChatDeps): void {
  const schema = {
    tags,
    summary: 'Create a chat, or get it unchanged if you have one with that id',
    body: CreateChat,
    response: { 200: Chat, 201: Chat },
  };
  app.post('/api/v1/chats', { schema }, async (request, reply) => {
    const {
      id: publicId = randomUUID(),
      title = '',
      workspace_id: workspaceId = null,
      agent: given = '',
    } = request.body;
    const ownerId = getUser(request).id;
    const agent = toAgentName(given);
    const created = await store.createChat({ publicId, ownerId, title, workspaceId, agent });
    const chat = await reader.getChat(ownerId, publicId);
    return reply
      .code(created ? 201 : 200)
      .header('location', `/api/v1/chats/${encodeURIComponent(publicId)}`)
      .send(chat);
  });
}

function registerList(app: App, { store, reader }: ChatDeps): void {
  const schema = {
    tags,
    summary: 'List chats, newest first',
    querystring: ListChats,
    response: { 200: ChatPage },
  };
  app.get('/api/v1/chats', { schema }, async (request) => {
    const { query } = request;
    const limit = query.limit ?? defaultLimit;
    const after = query.cursor === undefined ? null : parseCursor(query.cursor);
    if (after === undefined) {
      throw new HttpProblem(400, 'cursor is not from this list. Start without a cursor.');
    }
    const rows = await store.listChats({
      ownerId: getUser(request).id,
      ids: query.ids?.split(',') ?? null,
      pullRequest: toFilters(query.pr_status),
      reasons: toReasons(query),
      repository: query.repo ?? null,
      author: query.author ?? null,
      workspaceId: query.workspace ?? null,
      text: query.q ?? null,
      archived: archivedFilters[query.archived ?? 'false'],
      sort: query.sort ?? 'created',
      limit: limit + 1,
      after,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next_cursor = rows.length > limit && last ? toCursor(last) : null;
    return { chats: await reader.toChats(page), next_cursor };
  });
}

function registerUpdate(app: App, { store, reader, clock }: ChatDeps): void {
  const schema = {
    tags,
    summary:
      'Rename, archive, unarchive, snooze or wake a chat, name its agent, or mark it as read or unread',
    params: ChatParams,
    body: UpdateChat,
    response: { 200: Chat },
  };
  const config = { problems: [404], chatToken: true } as const;
  app.patch('/api/v1/chats/:chat', { schema, config }, async (request) => {
    checkUpdateOfAgent(request);
    const ownerId = getUser(request).id;
    const before = await reader.getChatRow(ownerId, request.params.chat);
    const { title = before.title, archived = before.archived, unread } = request.body;
    const { snoozed_until: given } = request.body;
    const agent = toAgentName(request.body.agent ?? '');
    const until = given === undefined ? before.snoozed_until : parseSnooze(given, clock.now());
    // S11: an update without a change is not written, so no event is published.
    const isSameAgent = agent === undefined || agent === before.agent;
    if (title !== before.title || archived !== before.archived || !isSameAgent) {
      await store.updateChat({ ownerId, chatId: before.id, title, archived, agent });
    }
    if (until?.getTime() !== before.snoozed_until?.getTime()) {
      await store.snoozeChat({ ownerId, chatId: before.id, until });
    }
    if (unread === true) await store.markChatUnread({ ownerId, chatId: before.id });
    if (unread === false) {
      const seen = { publicId: before.public_id, changes: request.body.change_count ?? null };
      await store.markChatsRead({ ownerId, chats: [seen] });
    }
    return reader.getChat(ownerId, before.public_id);
  });
}

/** An agent says what it is, and changes nothing else of its chat. */
function checkUpdateOfAgent(request: FastifyRequest): void {
  if (findOwnChatId(request) === undefined) return;
  const others = Object.keys(request.body ?? {}).filter((name) => name !== 'agent');
  if (others.length === 0) return;
  const detail = `A chat token names the agent of its chat only. Leave out ${others.join(', ')}.`;
  throw new HttpProblem(403, detail);
}

function registerMarkRead(app: App, { store }: ChatDeps): void {
  const schema = {
    tags,
    summary: 'Mark chats as read, those that have not changed since you saw them',
    body: MarkRead,
    response: { 200: MarkedRead },
  };
  app.post('/api/v1/chats/mark-read', { schema }, async (request) => {
    const chats = request.body.chats.map(({ id, change_count: changes }) => ({
      publicId: id,
      changes,
    }));
    return { chat_ids: await store.markChatsRead({ ownerId: getUser(request).id, chats }) };
  });
}

function parseSnooze(given: string | null, nowMs: number): Date | null {
  if (given === null) return null;
  const until = new Date(given);
  if (!(until.getTime() > nowMs)) {
    throw new HttpProblem(400, 'snoozed_until is past. Choose a later instant, or null to wake.');
  }
  if (until.getTime() > nowMs + longestSnoozeMs) {
    throw new HttpProblem(
      400,
      'snoozed_until is more than a year ahead. Choose an earlier instant.',
    );
  }
  return until;
}

function registerDelete(app: App, { store, reader }: ChatDeps): void {
  const schema = {
    tags,
    summary: 'Delete a chat and its tracked branches',
    params: ChatParams,
    response: { 204: Type.Null({ description: 'deleted' }) },
  };
  const config = { problems: [404] };
  app.delete('/api/v1/chats/:chat', { schema, config }, async (request, reply) => {
    const ownerId = getUser(request).id;
    const { id, public_id: publicId } = await reader.getChatRow(ownerId, request.params.chat);
    if (!(await store.deleteChat(ownerId, id))) throw toChatNotFound(publicId);
    return reply.code(204).send(null);
  });
}

function toFilters(text: string | undefined): PullRequestFilter[] {
  return text === undefined ? [] : (text.split(',') as PullRequestFilter[]);
}

/** A reason and a section together select reasons of that section. */
function toReasons({ reason, section }: ListChats): Reason[] | null {
  if (reason === undefined && section === undefined) return null;
  const wanted = reason?.split(',') ?? reasons;
  const within = section?.split(',') ?? sections;
  return reasons.filter((each) => wanted.includes(each) && within.includes(toSection(each)));
}

/** The position after a chat in a list, opaque to clients. */
function toCursor({ sort_rank, sort_at, public_id }: ListedChat): string {
  const position = JSON.stringify([sort_rank, sort_at.toISOString(), public_id]);
  return Buffer.from(position).toString('base64url');
}

function parseCursor(cursor: string): ListPosition | undefined {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) && content.length === 3
      ? toPosition(content[0], content[1], content[2])
      : undefined;
  } catch {
    return undefined;
  }
}

function toPosition(rank: unknown, instant: unknown, id: unknown): ListPosition | undefined {
  if (typeof instant !== 'string' || typeof id !== 'string') return undefined;
  if (!Number.isInteger(rank) || Math.abs(rank as number) > 1_000) return undefined;
  const at = new Date(instant);
  const isInstant = /^\d{4}-/.test(instant) && !Number.isNaN(at.getTime());
  const isId = id !== '' && id.length <= longestId && !id.includes('\0');
  return isInstant && isId ? { rank: rank as number, at, publicId: id } : undefined;
}
