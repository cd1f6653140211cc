import { toCommentOutcome, toRefused } from '../comment-outcome.ts';
import { checkPlace } from '../comment-place.ts';
import type { Access, CommentOutcome, CommentRequest } from '../forge.ts';
import { findCount, toFields } from '../json-fields.ts';
import { toForeignPullRequest } from '../unanswerable.ts';
import type { BitbucketDataCenterDiffSource } from './fetch-diff.ts';
import { fetchPullRequestFileDiff } from './fetch-file-diff.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { Repositories } from './repositories.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

/** A comment on a line, which Bitbucket would put by the newest head at a line that never was. */
export async function postComment(
  request: CommentRequest,
  source: BitbucketDataCenterDiffSource & { repositories: Repositories },
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
  const body = { text: request.body, anchor: toAnchor(request) };
  const sent = await api.send({ method: 'POST', url, subject, body, once: true }, access);
  const pageUrl = toPullRequestUrl(reference, webBaseUrl);
  return toCommentOutcome(sent, (answer) => toCommentUrl(answer, pageUrl));
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
