import type { CommentOutcome, CommentRequest } from '../forge/forge.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { CreateComment, CreatedComment } from '../store/queries/comments/create-comment.ts';
import type { DiffStatusRow } from '../store/rows.ts';
import { type AskPorts, askForge } from './ask-forge.ts';
import { toChatNotFound } from './chat-reader.ts';
import { HttpProblem } from './server/problem-response.ts';

export interface PostCommentPorts extends AskPorts {
  store: Pick<
    HttpStore,
    'createComment' | 'saveCommentUrl' | 'deleteRefusedComment' | 'pauseToken'
  >;
}

/**
 * Posts a comment at the forge, with the token of the chat's owner, and keeps it once the forge took
 * it. What a client repeats under one id is sent once: it is noted before the forge is asked, and the
 * note stays when nobody can tell whether the forge took it.
 */
export async function postComment(
  comment: CreateComment,
  previousPath: string | null,
  row: DiffStatusRow,
  ports: PostCommentPorts,
): Promise<CreatedComment> {
  const request = toRequest(comment, previousPath);
  const key = JSON.stringify(['post comment', comment.chat_id, comment.id]);
  const work = () => postOnce(comment, request, row, ports);
  return (await ports.flights(key, work)) as CreatedComment;
}

function toRequest(comment: CreateComment, previousPath: string | null): CommentRequest {
  const { pull_request_url: pullRequestUrl, head_sha: headSha } = comment;
  if (pullRequestUrl === null) {
    const detail =
      'This branch has no pull request yet to comment on. Send it to the agent instead.';
    throw new HttpProblem(409, detail);
  }
  if (headSha === null) {
    const detail =
      'The forge places a comment by the commit of the diff that was read. Send head_sha.';
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
  row: DiffStatusRow,
  ports: PostCommentPorts,
): Promise<CreatedComment> {
  const { store } = ports;
  const { chat_id: chatId, id: commentId } = comment;
  const noted = await store.createComment(comment);
  if (!noted) throw toChatNotFound(chatId);
  if (!noted.created) return noted;
  const { url } = await sendToForge(comment, request, row, ports);
  const saved = await store.saveCommentUrl({ chatId, commentId, url });
  if (!saved) throw toChatNotFound(chatId);
  return { comment: saved, created: true };
}

async function sendToForge(
  comment: CreateComment,
  request: CommentRequest,
  row: DiffStatusRow,
  ports: PostCommentPorts,
): Promise<{ url: string | null }> {
  const { chat_id: chatId, id: commentId, owner_id: ownerId } = comment;
  let mayBeTaken = false;
  try {
    const { answer } = await askForge<CommentOutcome>(
      ownerId,
      row,
      `comment ${commentId}`,
      async (forge, _question, access) => {
        mayBeTaken = true;
        const outcome = await forge.postComment(request, access);
        mayBeTaken = !isTurnedDown(outcome);
        return outcome;
      },
      ports,
    );
    if (answer.kind === 'refused') throw new HttpProblem(422, answer.message);
    return answer;
  } catch (error) {
    if (!mayBeTaken) await ports.store.deleteRefusedComment(chatId, commentId);
    throw error;
  }
}

/** Whether the forge certainly did not take it: a connection may also break after it did. */
function isTurnedDown(outcome: CommentOutcome): boolean {
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
