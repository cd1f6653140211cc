import { toCommentOutcome, toRefused } from '../comment-outcome.ts';
import { checkPlace } from '../comment-place.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findWebUrl, toFields } from '../json-fields.ts';
import { toForeignPullRequest } from '../unanswerable.ts';
import type { GiteaDiffSource } from './fetch-diff.ts';
import { fetchPullRequestFileDiff } from './fetch-file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { parsePullRequestUrl } from './urls.ts';

/** A review of one comment, which Gitea would put by the newest head at a line that never was. */
export async function postComment(
  request: CommentRequest,
  source: GiteaDiffSource,
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
  const url = `${toPullRequestApiUrl(reference, api)}/reviews`;
  const subject = `the comment on ${toSubject(reference)}`;
  const body = toReview(request);
  const sent = await api.send({ method: 'POST', url, subject, body, once: true }, access);
  return toCommentOutcome(sent, (answer) => findWebUrl(toFields(answer), 'html_url'));
}

/** Gitea knows no ranges: the line is where one ends. Zero is the side that is not meant. */
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
