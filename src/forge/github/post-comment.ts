import type { ForgeApi } from '../client/forge-api.ts';
import { toForeignPullRequest } from '../client/outcomes.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findWebUrl, toFields } from '../parsing/json-fields.ts';
import { sendComment } from '../post-comment.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** Posts a review comment, which starts a thread. */
export async function postComment(
  request: CommentRequest,
  { webBaseUrl, api }: { webBaseUrl: string; api: ForgeApi },
  access: Access,
): Promise<CommentOutcome> {
  const reference = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!reference) return toForeignPullRequest();
  const { body, headSha, path } = request;
  const message = {
    url: `${toPullRequestApiUrl(reference, api)}/comments`,
    subject: toSubject(reference),
    body: { body, commit_id: headSha, path, ...toPosition(request) },
    findUrl: (response: unknown) => findWebUrl(toFields(response), 'html_url'),
  };
  return sendComment(message, api, access);
}

/** A deleted line is on the left side; every other line has a number on the right. */
function toPosition({ oldLine, newLine, startLine }: CommentRequest) {
  const side = newLine === null ? 'LEFT' : 'RIGHT';
  const line = newLine ?? oldLine;
  const isRange = startLine !== null && line !== null && startLine < line;
  return { line, side, ...(isRange && { start_line: startLine, start_side: side }) };
}
