import type { CommentRequest, PullRequestReference } from '../forge.ts';
import { findCount, toFields } from '../parsing/json-fields.ts';
import { type CommentMessage, createPostComment } from '../post-comment.ts';
import type { BitbucketDataCenterDiffSource } from './diff.ts';
import { fetchPullRequestFileDiff } from './file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const steps = { parsePullRequestUrl, fetchPullRequestFileDiff, toMessage };

/** A comment on a line. */
export const postComment = createPostComment<
  BitbucketDataCenterDiffSource & { repositories: Repositories }
>(steps);

function toMessage(
  request: CommentRequest,
  reference: PullRequestReference,
  { api, webBaseUrl }: BitbucketDataCenterDiffSource,
): CommentMessage {
  return {
    url: `${toPullRequestApiUrl(reference, api)}/comments`,
    subject: toSubject(reference),
    body: { text: request.body, anchor: toAnchor(request) },
    findUrl: (answer) => toCommentUrl(answer, toPullRequestUrl(reference, webBaseUrl)),
  };
}

/** Without a range: most versions know none, and those that do tell them differently. */
function toAnchor({ path, previousPath, oldLine, newLine }: CommentRequest) {
  return {
    diffType: 'EFFECTIVE',
    path,
    ...(previousPath === null ? {} : { srcPath: previousPath }),
    ...(newLine === null
      ? { line: oldLine, lineType: 'REMOVED', fileType: 'FROM' }
      : { line: newLine, lineType: oldLine === null ? 'ADDED' : 'CONTEXT', fileType: 'TO' }),
  };
}

function toCommentUrl(answer: unknown, pageUrl: string): string {
  const id = findCount(toFields(answer), 'id');
  return id === undefined ? pageUrl : `${pageUrl}/overview?commentId=${id}`;
}
