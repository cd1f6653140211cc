import type { CommentRequest, PullRequestReference } from '../forge.ts';
import { findInteger, toFields } from '../parsing/json-fields.ts';
import { type CommentMessage, createPostComment } from '../post-comment.ts';
import type { DiffDeps } from './diff.ts';
import { fetchPullRequestFileDiff } from './file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const steps = { parsePullRequestUrl, fetchPullRequestFileDiff, toMessage: buildMessage };

export const postComment = createPostComment<DiffDeps & { repositories: Repositories }>(steps);

function buildMessage(
  request: CommentRequest,
  reference: PullRequestReference,
  { api, webBaseUrl }: DiffDeps,
): CommentMessage {
  return {
    url: `${toPullRequestApiUrl(reference, api)}/comments`,
    subject: toSubject(reference),
    body: { text: request.body, anchor: buildAnchor(request) },
    findUrl: (answer) => buildCommentUrl(answer, toPullRequestUrl(reference, webBaseUrl)),
  };
}

/** Without a range: most versions do not support ranges, and the others differ in their form. */
function buildAnchor({ path, previousPath, oldLine, newLine }: CommentRequest) {
  return {
    diffType: 'EFFECTIVE',
    path,
    ...(previousPath === null ? {} : { srcPath: previousPath }),
    ...(newLine === null
      ? { line: oldLine, lineType: 'REMOVED', fileType: 'FROM' }
      : { line: newLine, lineType: oldLine === null ? 'ADDED' : 'CONTEXT', fileType: 'TO' }),
  };
}

function buildCommentUrl(answer: unknown, pageUrl: string): string {
  const id = findInteger(toFields(answer), 'id');
  return id === undefined ? pageUrl : `${pageUrl}/overview?commentId=${id}`;
}
