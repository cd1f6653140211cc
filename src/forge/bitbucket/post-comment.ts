import type { CommentRequest, PullRequestReference } from '../forge.ts';
import { findFields, findWebUrl, toFields } from '../parsing/json-fields.ts';
import { type CommentMessage, createPostComment } from '../post-comment.ts';
import type { DiffDeps } from './diff.ts';
import { fetchPullRequestFileDiff } from './file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

const steps = { parsePullRequestUrl, fetchPullRequestFileDiff, toMessage: buildMessage };

export const postComment = createPostComment<DiffDeps>(steps);

function buildMessage(
  request: CommentRequest,
  reference: PullRequestReference,
  { api }: DiffDeps,
): CommentMessage {
  return {
    url: `${toPullRequestApiUrl(reference, api)}/comments`,
    subject: toSubject(reference),
    body: { content: { raw: request.body }, inline: buildInline(request) },
    findUrl: findPageUrl,
  };
}

/** On one side only: Bitbucket ignores the new line when both are named. */
function buildInline({ path, oldLine, newLine, startLine }: CommentRequest) {
  const line = newLine ?? oldLine;
  const isRange = startLine !== null && line !== null && startLine < line;
  return newLine === null
    ? { path, from: oldLine, ...(isRange && { start_from: startLine }) }
    : { path, to: newLine, ...(isRange && { start_to: startLine }) };
}

function findPageUrl(answer: unknown): string | null {
  const links = findFields(toFields(answer), 'links');
  return findWebUrl(findFields(links, 'html'), 'href');
}
