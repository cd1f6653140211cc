import type { CommentRequest, PullRequestReference } from '../forge.ts';
import { findWebUrl, toFields } from '../parsing/json-fields.ts';
import { type CommentMessage, createPostComment } from '../post-comment.ts';
import type { DiffDeps } from './diff.ts';
import { fetchPullRequestFileDiff } from './file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

const steps = { parsePullRequestUrl, fetchPullRequestFileDiff, toMessage };

/** Posts a review that consists of one comment. */
export const postComment = createPostComment<DiffDeps>(steps);

function toMessage(
  request: CommentRequest,
  reference: PullRequestReference,
  { api }: DiffDeps,
): CommentMessage {
  return {
    url: `${toPullRequestApiUrl(reference, api)}/reviews`,
    subject: toSubject(reference),
    body: toReview(request),
    findUrl: (answer) => findWebUrl(toFields(answer), 'html_url'),
  };
}

/** Gitea has no ranges: the comment goes on the last line. Zero means not this side. */
function toReview({ path, oldLine, newLine, headSha, body }: CommentRequest) {
  const position = {
    new_position: newLine ?? 0,
    old_position: newLine === null ? (oldLine ?? 0) : 0,
  };
  return {
    event: 'COMMENT',
    body: '',
    commit_id: headSha,
    comments: [{ path, body, ...position }],
  };
}
