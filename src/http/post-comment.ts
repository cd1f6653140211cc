import type { CommentOutcome, CommentRequest } from '../forge/forge.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { CreateComment, CreatedComment } from '../store/queries/comments/create-comment.ts';
import type { ChatRow, DiffStatusRow } from '../store/rows.ts';
import { toChatNotFound } from './chat-reader.ts';
import { type QueryForgeDeps, queryForge } from './query-forge.ts';
import { HttpProblem } from './server/problem-response.ts';

export interface PostCommentDeps extends QueryForgeDeps {
  store: Pick<
    HttpStore,
    'createComment' | 'saveCommentUrl' | 'deleteRefusedComment' | 'pauseToken'
  >;
}

/** What a comment is about. */
export interface CommentPlace {
  chat: ChatRow;
  row: DiffStatusRow;
  /** Of the file, if it was renamed. */
  previousPath: string | null;
}

/**
 * Posts a comment to the forge with the token of the chat's owner, and publishes it once the forge
 * accepted it. A comment that a client repeats under the same id is sent once: it is stored before the
 * request, and stays stored while it is unknown whether the forge accepted it.
 */
export async function postComment(
  comment: CreateComment,
  place: CommentPlace,
  deps: PostCommentDeps,
): Promise<CreatedComment> {
  const request = toRequest(comment, place.previousPath);
  const key = JSON.stringify(['post comment', comment.chat_id, comment.id]);
  const work = () => postOnce(comment, request, place, deps);
  return (await deps.flights(key, work)) as CreatedComment;
}

function toRequest(comment: CreateComment, previousPath: string | null): CommentRequest {
  const { pull_request_url: pullRequestUrl, head_sha: headSha } = comment;
  if (pullRequestUrl === null) {
    const detail = 'This branch has no pull request yet. Send the comment to the agent instead.';
    throw new HttpProblem(409, detail);
  }
  if (headSha === null) {
    const detail = 'The forge needs the commit of the diff to place a comment. Send head_sha.';
    throw new HttpProblem(409, detail);
  }
  return {
    pullRequestUrl,
    headSha,
    path: comment.path,
    previousPath,
    oldLine: comment.old_line,
    newLine: comment.new_line,
    startLine: comment.start_line,
    body: comment.body,
  };
}

async function postOnce(
  comment: CreateComment,
  request: CommentRequest,
  { chat, row }: CommentPlace,
  deps: PostCommentDeps,
): Promise<CreatedComment> {
  const { store } = deps;
  const { chat_id: chatId, id: commentId } = comment;
  const stored = await store.createComment(comment);
  if (!stored) throw toChatNotFound(chat.public_id);
  if (!stored.created) return stored;
  const { url } = await sendToForge(comment, request, row, deps);
  const saved = await store.saveCommentUrl({ chatId, commentId, url });
  if (!saved) throw toChatNotFound(chat.public_id);
  return { comment: saved, created: true };
}

async function sendToForge(
  comment: CreateComment,
  request: CommentRequest,
  row: DiffStatusRow,
  deps: PostCommentDeps,
): Promise<{ url: string | null }> {
  const { chat_id: chatId, id: commentId, owner_id: ownerId } = comment;
  let mayBePosted = false;
  try {
    const { result } = await queryForge(
      ownerId,
      row,
      {
        name: `comment ${commentId}`,
        send: async (forge, _reference, access) => {
          mayBePosted = true;
          const outcome = await forge.postComment(request, access);
          mayBePosted = !isRejected(outcome);
          return outcome;
        },
      },
      deps,
    );
    if (result.kind === 'refused') throw new HttpProblem(422, result.message);
    return result;
  } catch (error) {
    if (!mayBePosted) await deps.store.deleteRefusedComment(chatId, commentId);
    throw error;
  }
}

/** Whether the forge certainly rejected it: a connection may also break after it accepted it. */
function isRejected(outcome: CommentOutcome): boolean {
  switch (outcome.kind) {
    case 'posted':
      return false;
    case 'refused':
    case 'rate_limited':
      return true;
    case 'failed':
      return ['unauthorized', 'forbidden', 'not_found'].includes(outcome.failure.kind);
  }
}
