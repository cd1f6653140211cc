import { Type } from 'typebox';
import { Chat } from '../../contract/chat.ts';
import { CheckoutDiff, CheckoutReport } from '../../contract/checkout.ts';
import { findBranchNameError } from '../../domain/branch-name.ts';
import type { HttpStore } from '../../store/http-store.ts';
import { type ChatReader, toChatNotFound } from '../chat-reader.ts';
import type { CheckoutDiffResult, HttpServerDeps } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export interface CheckoutDeps {
  store: Pick<HttpStore, 'saveCheckout' | 'markCheckoutGone'>;
  reader: Pick<ChatReader, 'getChat' | 'getChatRow'>;
  readCheckoutDiff: HttpServerDeps['readCheckoutDiff'];
}

const tags = ['checkouts'];
const config = { problems: [404] };

/** Watchers report what is not pushed yet. */
export function registerCheckoutRoutes(app: App, deps: CheckoutDeps): void {
  const { store, reader } = deps;
  registerCheckoutDiff(app, deps);
  const schema = {
    tags,
    summary: "Report the state of a chat's worktree: what is committed, pushed and changed",
    params: ChatParams,
    body: CheckoutReport,
    response: { 200: Chat },
  };
  app.put('/api/v1/chats/:chat/checkout', { schema, config }, async (request) => {
    const { body } = request;
    checkBranch(body.branch);
    const ownerId = getUser(request).id;
    const { id: chatId, public_id: publicId } = await reader.getChatRow(
      ownerId,
      request.params.chat,
    );
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
    if (!saved) throw toChatNotFound(publicId);
    return reader.getChat(ownerId, publicId);
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
      const ownerId = getUser(request).id;
      const { id, public_id: publicId } = await reader.getChatRow(ownerId, request.params.chat);
      if (!(await store.markCheckoutGone(ownerId, id))) throw toChatNotFound(publicId);
      return reply.code(204).send(null);
    },
  );
}

/** A worktree without a branch reports none. */
function checkBranch(branch: string | null): void {
  const error = branch === null ? undefined : findBranchNameError(branch);
  if (error !== undefined) throw new HttpProblem(400, `branch ${error}.`);
}

function registerCheckoutDiff(app: App, { reader, readCheckoutDiff }: CheckoutDeps): void {
  const schema = {
    tags,
    summary: 'Get what is not pushed from the worktree of a chat, if this server watches it',
    params: ChatParams,
    response: { 200: CheckoutDiff },
  };
  const problems = [404, 409, 503];
  app.get(
    '/api/v1/chats/:chat/checkout/diff',
    { schema, config: { problems } },
    async (request) => {
      const ownerId = getUser(request).id;
      const { public_id: publicId } = await reader.getChatRow(ownerId, request.params.chat);
      return toCheckoutDiff(publicId, await readCheckoutDiff({ ownerId, publicId }));
    },
  );
}

function toCheckoutDiff(publicId: string, result: CheckoutDiffResult): CheckoutDiff {
  switch (result.kind) {
    case 'diff':
      return {
        chat_id: publicId,
        branch: result.branch,
        head_sha: result.headSha,
        base_sha: result.baseSha,
        files: result.files.map(({ previousPath, ...file }) => ({
          ...file,
          previous_path: previousPath,
        })),
        diff: result.diff,
        truncated: result.truncated,
      };
    case 'not_watched':
      throw new HttpProblem(
        409,
        'This server does not watch the worktree of the chat. Add its folder to AFTERPUSH_WATCH on the machine of the worktree.',
      );
    case 'failed':
      throw new HttpProblem(503, result.message);
  }
}
