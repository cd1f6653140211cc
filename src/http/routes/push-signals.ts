import { PushSignal, PushSignalResponse } from '../../contract/push-signal.ts';
import type { MarkStaleResult } from '../../sync/mark-stale.ts';
import { toChatNotFound } from '../chat-reader.ts';
import { findOwnChatId } from '../chat-token-access.ts';
import type { MarkStale } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import { findPushedCommit } from '../server/pushed-commit.ts';
import type { App } from '../server/typed-app.ts';

export function registerPushSignalRoute(app: App, markStale: MarkStale): void {
  const schema = {
    tags: ['push signals'],
    summary: 'Report that a branch changed, in one chat or in every chat of a workspace',
    body: PushSignal,
    response: { 202: PushSignalResponse },
  };
  const config = { problems: [404, 422], chatToken: true } as const;
  app.post('/api/v1/push-signals', { schema, config }, async (request, reply) => {
    const { origin, branch, workspace_id: workspaceId } = request.body;
    const ownChatId = findOwnChatId(request);
    if (ownChatId !== undefined && workspaceId !== undefined) throw toOwnChatOnly();
    const chatId = request.body.chat_id ?? ownChatId;
    const { head_sha: headSha, require_forge: requireForge } = request.body;
    const { other_origins: otherOrigins } = request.body;
    if ((chatId === undefined) === (workspaceId === undefined)) {
      throw new HttpProblem(400, 'Send either chat_id or workspace_id, exactly one of them.');
    }
    const ownerId = getUser(request).id;
    const commit = await findPushedCommit(request, headSha);
    const push = { origin, otherOrigins, branch, headSha: commit };
    const result = await markStale({
      ownerId,
      ...push,
      publicId: chatId,
      workspaceId,
      requireForge,
    });
    return reply.code(202).send(toResponse(result, chatId));
  });
}

function toOwnChatOnly(): HttpProblem {
  const detail = 'A chat token reports pushes of its chat only. Leave out workspace_id.';
  return new HttpProblem(403, detail);
}

function toResponse(result: MarkStaleResult, chatId = ''): PushSignalResponse {
  switch (result.kind) {
    case 'marked': {
      const { publicIds: chat_ids, archivedPublicIds: archived_chat_ids } = result;
      return archived_chat_ids.length > 0 ? { chat_ids, archived_chat_ids } : { chat_ids };
    }
    case 'chat_not_found':
      throw toChatNotFound(chatId);
    case 'no_forge':
      throw new HttpProblem(
        422,
        `No configured forge serves ${result.origin}. Check the remote with \`git remote -v\`, or add its forge to AFTERPUSH_FORGES and restart the server.`,
      );
    case 'invalid':
      throw new HttpProblem(400, `${result.message}.`);
  }
}
