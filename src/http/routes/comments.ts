import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Comment, CommentList, CreateComment, ListComments } from '../../contract/comments.ts';
import { stripCredentials } from '../../domain/remote-origin.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { CreatedComment } from '../../store/queries/comments/create-comment.ts';
import type { ChatRow } from '../../store/rows.ts';
import { type ChatReader, toChatNotFound } from '../chat-reader.ts';
import { type PostCommentDeps, postComment } from '../post-comment.ts';
import { getSelectedRow, listReached } from '../selected-row.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { toComment } from '../views/to-comment.ts';
import { ChatParams } from './chats.ts';

export interface CommentDeps extends PostCommentDeps {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: PostCommentDeps['store'] &
    Pick<HttpStore, 'listDiffStatuses' | 'listComments' | 'receiveComment'>;
}

const tags = ['chats'];
const mostComments = 500;

export function registerCommentRoutes(app: App, deps: CommentDeps): void {
  registerCreate(app, deps);
  registerList(app, deps);
  registerReceive(app, deps);
}

function registerCreate(app: App, deps: CommentDeps): void {
  const schema = {
    tags,
    summary: 'Comment on lines of a diff, for the agent or at the forge (idempotent by id)',
    params: ChatParams,
    body: CreateComment,
    response: { 200: Comment, 201: Comment },
  };
  const config = { problems: [404, 409, 422, 429, 502, 504] };
  const options = { schema, config, preValidation: removeNul };
  app.post('/api/v1/chats/:chat/comments', options, async (request, reply) => {
    const userId = getUser(request).id;
    checkLines(request.body);
    const chat = await deps.reader.getChatRow(userId, request.params.chat);
    const { comment, created } = await create(userId, chat, request.body, deps);
    if (comment.published_at === null) throw toUnknownResult();
    return reply.code(created ? 201 : 200).send(toComment(comment, chat.public_id));
  });
}

function registerList(app: App, { reader, store, forges }: CommentDeps): void {
  const schema = {
    tags,
    summary: 'List the comments on the diffs of a chat, or only those that wait for its agent',
    params: ChatParams,
    querystring: ListComments,
    response: { 200: CommentList },
  };
  const config = { problems: [404], chatToken: true } as const;
  app.get('/api/v1/chats/:chat/comments', { schema, config }, async (request) => {
    const ownerId = getUser(request).id;
    const { origin, branch = null, waiting } = request.query;
    const chat = await reader.getChatRow(ownerId, request.params.chat);
    const rows = await store.listComments({
      ownerId,
      chatId: chat.id,
      remoteOrigins:
        origin === undefined ? null : await listNamed(chat.id, origin, { store, forges }),
      branch,
      waiting: waiting === 'true',
      limit: mostComments,
    });
    return { comments: rows.map((row) => toComment(row, chat.public_id)) };
  });
}

/** The first address of each branch that the given one reaches: comments are stored under it. */
async function listNamed(
  chatId: string,
  origin: string,
  { store, forges }: Pick<CommentDeps, 'store' | 'forges'>,
): Promise<string[]> {
  const rows = await store.listDiffStatuses([chatId]);
  const reached = listReached(rows, origin, forges);
  return [stripCredentials(origin), ...reached.map((row) => row.git_remote_origin)];
}

function registerReceive(app: App, { reader, store }: CommentDeps): void {
  const schema = {
    tags,
    summary: 'Acknowledge a comment (idempotent)',
    params: Type.Object({ ...ChatParams.properties, comment: Type.String() }),
    response: { 200: Comment },
  };
  const config = { problems: [404], chatToken: true } as const;
  const path = '/api/v1/chats/:chat/comments/:comment/received';
  app.post(path, { schema, config }, async (request) => {
    const ownerId = getUser(request).id;
    const chat = await reader.getChatRow(ownerId, request.params.chat);
    const id = request.params.comment.toLowerCase();
    const row = await store.receiveComment(ownerId, chat.id, id);
    if (row) return toComment(row, chat.public_id);
    throw new HttpProblem(
      404,
      `Chat ${chat.public_id} has no comment ${id.slice(0, 200)} for its agent.`,
    );
  });
}

/** S12: users who may read a chat may comment in it, as its owner. */
async function create(
  userId: string,
  chat: ChatRow,
  body: CreateComment,
  deps: CommentDeps,
): Promise<CreatedComment> {
  const rows = await deps.store.listDiffStatuses([chat.id]);
  const row = getSelectedRow(rows, body, deps.forges);
  const comment = {
    chat_id: chat.id,
    owner_id: chat.owner_id,
    id: body.id?.toLowerCase() ?? randomUUID(),
    git_remote_origin: row.git_remote_origin,
    git_branch: row.git_branch,
    pull_request_url: row.url,
    head_sha: body.head_sha,
    path: body.path,
    old_line: body.old_line,
    new_line: body.new_line,
    start_line: body.start_line ?? null,
    quoted: body.quoted ?? '',
    body: body.body,
    target: body.target,
    author_id: userId,
  };
  if (body.target === 'forge') {
    const previousPath = body.previous_path ?? null;
    return postComment(comment, { chat, row, previousPath }, deps);
  }
  const created = await deps.store.createComment(comment);
  if (!created) throw toChatNotFound(chat.public_id);
  return created;
}

/** Code may contain NUL, which no text column accepts; the comment must not be lost for that. */
async function removeNul({ body }: FastifyRequest): Promise<void> {
  if (typeof body !== 'object' || body === null) return;
  const fields = body as Record<string, unknown>;
  for (const name of ['body', 'quoted']) {
    const value = fields[name];
    if (typeof value === 'string') fields[name] = value.replaceAll('\0', '');
  }
}

function checkLines({ old_line, new_line, start_line }: CreateComment): void {
  const end = new_line ?? old_line;
  if (end === null) throw new HttpProblem(400, 'Name the line: old_line, new_line or both.');
  if ((start_line ?? end) > end) {
    throw new HttpProblem(400, `start_line must not be after line ${end}, where the range ends.`);
  }
}

function toUnknownResult(): HttpProblem {
  return new HttpProblem(
    409,
    'It is unknown whether the forge accepted this comment. Check the pull request; if the comment is missing, send it with another id.',
  );
}
