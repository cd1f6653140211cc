import { toCommentOutcome, toRefused } from '../comment-outcome.ts';
import { checkPlace } from '../comment-place.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findFields, findWebUrl, toFields } from '../json-fields.ts';
import { toForeignPullRequest } from '../unanswerable.ts';
import type { BitbucketDiffSource } from './fetch-diff.ts';
import { fetchPullRequestFileDiff } from './fetch-file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** A comment on a line, which Bitbucket would put by the newest head at a line that never was. */
export async function postComment(
  request: CommentRequest,
  source: BitbucketDiffSource,
  access: Access,
): Promise<CommentOutcome> {
  const { api, repositories, webBaseUrl } = source;
  const asked = parsePullRequestUrl(request.pullRequestUrl, webBaseUrl);
  if (!asked) return toForeignPullRequest();
  // By the name of today: what is written is not redirected.
  const repository = await repositories.find(asked.repository, access);
  if (repository.kind === 'unread') return repository.outcome;
  const reference = { repository: repository.value, number: asked.number };
  const shown = await fetchPullRequestFileDiff(reference, request, source, access);
  const place = checkPlace(shown, request);
  if (place.kind === 'elsewhere') return toRefused(place.reason);
  if (place.kind !== 'shown') return place;
  const url = `${toPullRequestApiUrl(reference, api)}/comments`;
  const subject = `the comment on ${toSubject(reference)}`;
  const body = { content: { raw: request.body }, inline: toInline(request) };
  const sent = await api.send({ method: 'POST', url, subject, body, once: true }, access);
  return toCommentOutcome(sent, findPageUrl);
}

/** On one side alone: Bitbucket drops the new line where both are named. */
function toInline({ path, oldLine, newLine, startLine }: CommentRequest) {
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
